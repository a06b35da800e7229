namespace Kubrick.Recordings.Listing;

/// <summary>The requested page of a list.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Size">From 1 to 100.</param>
internal sealed record PageRequest(int Number, int Size)
{
    public const int MaxNumber = 1_000_000;
    public const int MaxSize = 100;
    public const int DefaultSize = 20;

    /// <summary>Recordings on the pages before.</summary>
    public int Skip => (Number - 1) * Size;
}
