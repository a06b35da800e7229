namespace Kubrick.Contracts.Processing;

/// <summary>Why a recording was not processed.</summary>
public static class ProcessingErrorCodes
{
    /// <summary>The worker, FFmpeg or the storage failed at every attempt. The original is as it was.</summary>
    public const string Failed = "FAILED";

    /// <summary>The original contains nothing that can be decoded.</summary>
    public const string Undecodable = "UNDECODABLE";

    /// <summary>The stored original has another size or SHA-256 than its uploader said.</summary>
    public const string Different = "DIFFERENT";

    /// <summary>The original is not in the storage.</summary>
    public const string Missing = "MISSING";

    /// <summary>The original is larger than the workers may process.</summary>
    public const string TooLarge = "TOO_LARGE";

    /// <summary>Whether the code says something of the original, which another attempt would not change.</summary>
    public static bool IsOfOriginal(string code) => code is Undecodable or Different or Missing;
}
