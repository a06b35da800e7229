namespace Kubrick.Recordings.Documents;

/// <summary>
/// The part of the collection that a list reads. It is computed from the status, and stored so that every list index starts with one equality: with a range of
/// statuses, the database would have to sort its results.
/// </summary>
internal enum Shelf
{
    /// <summary>Recordings that a list contains by default: every status except archived.</summary>
    Library,

    /// <summary>Archived recordings.</summary>
    Archive,

    /// <summary>Tombstones.</summary>
    Deleted,
}
