namespace Kubrick.Transcoder.Packaging;

/// <summary>What a splitter came upon.</summary>
internal enum SplitResult
{
    /// <summary>All bytes are taken, and nothing is whole.</summary>
    NeedsMore,

    /// <summary>The initialisation section is whole.</summary>
    Init,

    /// <summary>A fragment is whole.</summary>
    Fragment,

    /// <summary>The bytes are not what they should be; nothing follows.</summary>
    Broken,
}
