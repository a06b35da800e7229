namespace Kubrick.Storage.Local;

/// <summary>What a signed URL of the provider <c>local</c> allows.</summary>
public enum LocalOperation
{
    /// <summary>GET and HEAD of an object.</summary>
    Read,

    /// <summary>PUT of a whole object.</summary>
    Write,

    /// <summary>PUT of one part of an upload.</summary>
    WritePart,
}
