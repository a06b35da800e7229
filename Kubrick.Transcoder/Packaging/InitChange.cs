namespace Kubrick.Transcoder.Packaging;

/// <summary>How an initialisation section compares to the one published before.</summary>
internal enum InitChange
{
    /// <summary>None was published.</summary>
    First,

    /// <summary>It is the same, byte for byte.</summary>
    Same,

    /// <summary>It is another: it needs a name of its own, and the first segment is marked as a discontinuity.</summary>
    Different,
}
