namespace Kubrick.Transcoder.Containers;

/// <summary>The types of boxes that matter here (ISO/IEC 14496-12), as the number that their four characters are.</summary>
internal static class BoxType
{
    public const uint Ftyp = 0x66747970;
    public const uint Styp = 0x73747970;
    public const uint Moov = 0x6D6F6F76;
    public const uint Mvex = 0x6D766578;
    public const uint Trex = 0x74726578;
    public const uint Trak = 0x7472616B;
    public const uint Tkhd = 0x746B6864;
    public const uint Mdia = 0x6D646961;
    public const uint Mdhd = 0x6D646864;
    public const uint Hdlr = 0x68646C72;
    public const uint Minf = 0x6D696E66;
    public const uint Stbl = 0x7374626C;
    public const uint Stsd = 0x73747364;

    public const uint Moof = 0x6D6F6F66;
    public const uint Mfhd = 0x6D666864;
    public const uint Traf = 0x74726166;
    public const uint Tfhd = 0x74666864;
    public const uint Tfdt = 0x74666474;
    public const uint Trun = 0x7472756E;
    public const uint Mdat = 0x6D646174;

    public const uint Free = 0x66726565;
    public const uint Skip = 0x736B6970;
    public const uint Uuid = 0x75756964;
    public const uint Sidx = 0x73696478;
    public const uint Emsg = 0x656D7367;
    public const uint Prft = 0x70726674;
    public const uint Mfra = 0x6D667261;
    public const uint Udta = 0x75647461;

    /// <summary><c>vide</c>, the handler of a picture.</summary>
    public const uint Vide = 0x76696465;

    /// <summary><c>soun</c>, the handler of sound.</summary>
    public const uint Soun = 0x736F756E;
}
