namespace Kubrick.Storage.Local;

/// <summary>What became of the check of a signed URL.</summary>
public enum LocalGrantCheck
{
    /// <summary>Signed by this system and still good.</summary>
    Valid,

    /// <summary>Signed by this system, but its time is over.</summary>
    Expired,

    /// <summary>Not signed by this system, or altered.</summary>
    Forged,
}
