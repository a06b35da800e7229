namespace Kubrick.Transcoder.Containers;

/// <summary>What decides where H.264 can be played: facts of its sequence parameter set (ITU-T H.264, 7.3.2.1.1).</summary>
/// <param name="Profile"><c>profile_idc</c>.</param>
/// <param name="ChromaFormat"><c>chroma_format_idc</c>: 1 for 4:2:0.</param>
/// <param name="BitDepth">The larger of the bit depths of luma and chroma.</param>
/// <param name="IsProgressive">Whether every picture is a whole frame.</param>
/// <param name="PixelWidth">The width of a pixel in units of its height, with <paramref name="PixelHeight"/>; both are 1 if no shape is stated.</param>
/// <param name="PixelHeight">See there.</param>
internal sealed record AvcParameters(int Profile, int ChromaFormat, int BitDepth, bool IsProgressive, int PixelWidth, int PixelHeight)
{
    private const int Baseline = 66;
    private const int Main = 77;
    private const int High = 100;

    private const int ExtendedAspect = 255;

    /// <summary>Table E-1: <c>aspect_ratio_idc</c> from 1 on.</summary>
    private static readonly (int Width, int Height)[] Aspects =
        [(1, 1), (12, 11), (10, 11), (16, 11), (40, 33), (24, 11), (20, 11), (32, 11), (80, 33), (18, 11), (15, 11), (64, 33), (160, 99), (4, 3), (3, 2), (2, 1)];

    /// <summary>Whether every supported player shows it, and shows it right.</summary>
    public bool IsPlayedEverywhere => Profile is Baseline or Main or High && ChromaFormat == 1 && BitDepth == 8 && IsProgressive && PixelWidth == PixelHeight;

    /// <summary>Reads them from the first parameter set of a decoder's configuration (ISO/IEC 14496-15, 5.3.3.1).</summary>
    /// <param name="configuration"><c>avcC</c>, or Matroska's <c>CodecPrivate</c>.</param>
    /// <returns>Null when there is none, or it is malformed.</returns>
    public static AvcParameters? Read(ReadOnlySpan<byte> configuration)
    {
        if (configuration.Length < 9 || configuration[0] != 1 || (configuration[5] & 0x1F) == 0)
        {
            return null;
        }

        var length = (configuration[6] << 8) | configuration[7];
        // The unit's own header, then the profile.
        if (length < 5 || configuration.Length < 8 + length || (configuration[8] & 0x1F) != 7)
        {
            return null;
        }

        var bits = new AvcBits(configuration.Slice(9, length - 1));
        var parameters = ReadSet(ref bits);
        return bits.IsShort ? null : parameters;
    }

    private static AvcParameters ReadSet(ref AvcBits bits)
    {
        var profile = bits.Take(8);
        bits.Take(16);
        bits.TakeUnsigned();
        var (chroma, depth) = (1, 8);
        if (profile is 100 or 110 or 122 or 244 or 44 or 83 or 86 or 118 or 128 or 138 or 139 or 134 or 135)
        {
            chroma = bits.TakeUnsigned();
            if (chroma == 3)
            {
                bits.Take(1);
            }

            depth = 8 + Math.Max(bits.TakeUnsigned(), bits.TakeUnsigned());
            bits.Take(1);
            if (bits.Take(1) == 1)
            {
                SkipScaling(ref bits, chroma == 3 ? 12 : 8);
            }
        }

        SkipOrder(ref bits);
        bits.TakeUnsigned();
        bits.Take(1);
        bits.TakeUnsigned();
        bits.TakeUnsigned();
        var isProgressive = bits.Take(1) == 1;
        if (!isProgressive)
        {
            bits.Take(1);
        }

        bits.Take(1);
        if (bits.Take(1) == 1)
        {
            // Cropping: decoders apply it.
            for (var side = 0; side < 4; side++)
            {
                bits.TakeUnsigned();
            }
        }

        var (width, height) = ReadAspect(ref bits);
        return new AvcParameters(profile, chroma, depth, isProgressive, width, height);
    }

    private static (int Width, int Height) ReadAspect(ref AvcBits bits)
    {
        if (bits.Take(1) == 0 || bits.Take(1) == 0)
        {
            return (1, 1);
        }

        var aspect = bits.Take(8);
        var (width, height) = aspect == ExtendedAspect ? (bits.Take(16), bits.Take(16)) : aspect > 0 && aspect <= Aspects.Length ? Aspects[aspect - 1] : (1, 1);
        return width > 0 && height > 0 ? (width, height) : (1, 1);
    }

    private static void SkipOrder(ref AvcBits bits)
    {
        bits.TakeUnsigned();
        switch (bits.TakeUnsigned())
        {
            case 0:
                bits.TakeUnsigned();
                break;
            case 1:
                bits.Take(1);
                bits.TakeUnsigned();
                bits.TakeUnsigned();
                for (var left = bits.TakeUnsigned(); left > 0 && !bits.IsShort; left--)
                {
                    bits.TakeUnsigned();
                }

                break;
        }
    }

    private static void SkipScaling(ref AvcBits bits, int lists)
    {
        for (var list = 0; list < lists && !bits.IsShort; list++)
        {
            if (bits.Take(1) == 0)
            {
                continue;
            }

            var (last, next) = (8, 8);
            for (var left = list < 6 ? 16 : 64; left > 0 && next != 0; left--)
            {
                next = (last + bits.TakeSigned() + 256) % 256;
                last = next == 0 ? last : next;
            }
        }
    }
}

/// <summary>Reads bits of a unit of H.264, without its emulation prevention bytes (7.3.1); 0 past the end.</summary>
internal ref struct AvcBits(ReadOnlySpan<byte> unit)
{
    private readonly ReadOnlySpan<byte> unit = unit;
    private int position;
    private int zeros;
    private int bit;

    /// <summary>Whether bits past the end were read, or a number was malformed.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Takes a number of up to 31 bits.</summary>
    public int Take(int count)
    {
        var value = 0;
        for (; count > 0; count--)
        {
            value = (value << 1) | Next();
        }

        return value;
    }

    /// <summary>Takes a number of Exp-Golomb code (9.1).</summary>
    public int TakeUnsigned()
    {
        var length = 0;
        while (Next() == 0)
        {
            if (IsShort || ++length > 30)
            {
                IsShort = true;
                return 0;
            }
        }

        return (1 << length) - 1 + Take(length);
    }

    /// <summary>The same with a sign (9.1.1).</summary>
    public int TakeSigned()
    {
        var number = TakeUnsigned();
        return number % 2 == 0 ? -(number / 2) : (number / 2) + 1;
    }

    private int Next()
    {
        if (bit == 0 && position < unit.Length && zeros >= 2 && unit[position] == 3)
        {
            (position, zeros) = (position + 1, 0);
        }

        if (position >= unit.Length)
        {
            IsShort = true;
            return 0;
        }

        var value = (unit[position] >> (7 - bit)) & 1;
        bit = (bit + 1) % 8;
        if (bit == 0)
        {
            zeros = unit[position] == 0 ? zeros + 1 : 0;
            position++;
        }

        return value;
    }
}
