namespace Kubrick.Recordings.Documents;

/// <summary>Who requests a change of the status.</summary>
internal enum Actor
{
    /// <summary>A person, by PATCH.</summary>
    Client,

    /// <summary>The product itself, for example when an upload completes or a stream ends.</summary>
    System,
}
