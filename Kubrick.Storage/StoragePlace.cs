namespace Kubrick.Storage;

/// <summary>Access to the objects of one place: the folder, or a bucket.</summary>
/// <param name="Location">The place.</param>
/// <param name="Signer">Signs URLs of its objects.</param>
/// <param name="Reader">Reads its objects.</param>
/// <param name="List">Lists its objects.</param>
/// <param name="Writer">Writes small objects.</param>
/// <param name="Remover">Removes objects.</param>
/// <param name="Uploads">Its open uploads.</param>
/// <param name="Multipart">Writes large objects.</param>
public sealed record StoragePlace(
    StorageLocation Location,
    IUrlSigner Signer,
    IObjectReader Reader,
    IObjectList List,
    IObjectWriter Writer,
    IObjectRemover Remover,
    IResumableUploads Uploads,
    IMultipartWriter Multipart)
{
    /// <summary>Moves its objects.</summary>
    public required IObjectMover Mover { get; init; }

    /// <summary>The files that clients store with one PUT.</summary>
    public StagedFiles Staged => new(this);
}
