namespace Kubrick.Recordings.Documents;

/// <summary>What a legal hold keeps.</summary>
internal static class LegalHolds
{
    /// <summary>Whether something is stored of a recording that is under a legal hold: nobody may replace it. The first upload of one may still be completed.</summary>
    public static bool IsHeld(this Recording recording) => recording.LegalHold && (recording.Earlier.Count > 0 || recording.HasStored());
}
