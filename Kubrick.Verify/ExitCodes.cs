namespace Kubrick.Verify;

/// <summary>The exit codes of the program.</summary>
internal static class ExitCodes
{
    public const int Good = 0;

    /// <summary>The file is none of the manifest's.</summary>
    public const int Differs = 1;

    /// <summary>There is no answer: the manifest, the key or the file cannot be used.</summary>
    public const int NotCheckable = 2;

    /// <summary><c>EX_USAGE</c> of <c>sysexits.h</c>.</summary>
    public const int WrongArguments = 64;
}
