namespace Kubrick.Recordings.Documents;

/// <summary>Who asks for another status.</summary>
internal enum Actor
{
    /// <summary>A person, by PATCH.</summary>
    Client,

    /// <summary>The product itself: an upload that completed, a stream that ended.</summary>
    System,
}
