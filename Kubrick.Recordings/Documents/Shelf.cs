namespace Kubrick.Recordings.Documents;

/// <summary>
/// Where a list looks for a recording. It follows from the status, and is stored so that one equality leads every index of the
/// lists: a range of statuses would make the database sort what it found.
/// </summary>
internal enum Shelf
{
    /// <summary>What a list shows by itself: every status but archived.</summary>
    Library,

    /// <summary>Archived recordings.</summary>
    Archive,

    /// <summary>Deleted: only what the deletion still has to do.</summary>
    Deleted,
}
