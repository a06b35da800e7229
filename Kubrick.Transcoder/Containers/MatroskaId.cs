namespace Kubrick.Transcoder.Containers;

/// <summary>The ids of the elements that the reader knows (RFC 9559, 5).</summary>
internal static class MatroskaId
{
    public const uint Ebml = 0x1A45DFA3;
    public const uint DocType = 0x4282;
    public const uint Void = 0xEC;
    public const uint Crc32 = 0xBF;

    public const uint Segment = 0x18538067;
    public const uint SeekHead = 0x114D9B74;
    public const uint Info = 0x1549A966;
    public const uint TimestampScale = 0x2AD7B1;
    public const uint Cues = 0x1C53BB6B;
    public const uint Chapters = 0x1043A770;
    public const uint Tags = 0x1254C367;
    public const uint Attachments = 0x1941A469;

    public const uint Tracks = 0x1654AE6B;
    public const uint TrackEntry = 0xAE;
    public const uint TrackNumber = 0xD7;
    public const uint TrackType = 0x83;
    public const uint CodecId = 0x86;
    public const uint Video = 0xE0;
    public const uint PixelWidth = 0xB0;
    public const uint PixelHeight = 0xBA;
    public const uint PixelCropBottom = 0x54AA;
    public const uint PixelCropTop = 0x54BB;
    public const uint PixelCropLeft = 0x54CC;
    public const uint PixelCropRight = 0x54DD;
    public const uint DisplayWidth = 0x54B0;
    public const uint DisplayHeight = 0x54BA;
    public const uint DisplayUnit = 0x54B2;
    public const uint Projection = 0x7670;
    public const uint ProjectionType = 0x7671;
    public const uint ProjectionPoseRoll = 0x7675;
    public const uint CodecPrivate = 0x63A2;

    public const uint Cluster = 0x1F43B675;
    public const uint Timestamp = 0xE7;
    public const uint Position = 0xA7;
    public const uint PrevSize = 0xAB;
    public const uint SilentTracks = 0x5854;
    public const uint EncryptedBlock = 0xAF;
    public const uint SimpleBlock = 0xA3;
    public const uint BlockGroup = 0xA0;
    public const uint Block = 0xA1;
    public const uint ReferenceBlock = 0xFB;

    /// <summary>Whether an element is allowed before, in or after a cluster and does not concern frames.</summary>
    public static bool IsSkipped(uint id) => id is Void or Crc32 or Position or PrevSize or SilentTracks or EncryptedBlock
        or Cues or Tags or SeekHead or Info or Tracks or Chapters or Attachments;

    /// <summary>Whether an element is allowed in a <see cref="BlockGroup"/>.</summary>
    public static bool IsInBlockGroup(uint id) => id is Block or ReferenceBlock or Void or Crc32
        or 0x9B // BlockDuration
        or 0x75A1 // BlockAdditions
        or 0x75A2 // DiscardPadding
        or 0xA4 // CodecState
        or 0xFA // ReferencePriority
        or 0xA2 or 0xFD or 0x8E or 0xC8 or EncryptedBlock; // BlockVirtual, ReferenceVirtual, Slices, ReferenceFrame: obsolete, and allowed
}
