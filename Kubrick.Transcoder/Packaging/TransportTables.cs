using System.Buffers;
using System.Buffers.Binary;

namespace Kubrick.Transcoder.Packaging;

/// <summary>The tables of a transport stream. Every segment starts with them, so that it can be played without those before it (RFC 8216, 3.2).</summary>
internal sealed class TransportTables
{
    private const int ProgramsPid = 0;
    private readonly byte[] programs = new byte[TransportPacket.Length];
    private readonly byte[] streams = new byte[TransportPacket.Length];
    private int streamsPid = -1;
    private int programsCount;
    private int streamsCount;

    /// <summary>The id of the video stream, or of the audio stream when there is no video; -1 until the tables were read.</summary>
    public int MainPid { get; private set; } = -1;

    /// <summary>Whether there is video.</summary>
    public bool HasVideo { get; private set; }

    /// <summary>Reads a packet of a table; false when it belongs to none.</summary>
    public bool Read(in TransportPacket packet)
    {
        if (packet.Pid == ProgramsPid)
        {
            ReadPrograms(packet);
            return true;
        }

        if (packet.Pid == streamsPid)
        {
            ReadStreams(packet);
            return true;
        }

        return false;
    }

    /// <summary>Writes the tables.</summary>
    public void Write(IBufferWriter<byte> target)
    {
        Write(target, programs, ref programsCount);
        Write(target, streams, ref streamsCount);
    }

    private static void Write(IBufferWriter<byte> target, byte[] table, ref int count)
    {
        // There are more of them than FFmpeg wrote, so they are renumbered (continuity_counter).
        var packet = target.GetSpan(TransportPacket.Length)[..TransportPacket.Length];
        table.CopyTo(packet);
        packet[3] = (byte)((packet[3] & 0xF0) | (count++ & 0x0F));
        target.Advance(TransportPacket.Length);
    }

    private void ReadPrograms(in TransportPacket packet)
    {
        var entries = packet.Table(0, 5);
        for (; entries.Length >= 4; entries = entries[4..])
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(entries) != 0)
            {
                streamsPid = BinaryPrimitives.ReadUInt16BigEndian(entries[2..]) & 0x1FFF;
                packet.Bytes.CopyTo(programs);
                return;
            }
        }
    }

    private void ReadStreams(in TransportPacket packet)
    {
        var rest = packet.Table(2, 7);
        var descriptors = rest.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(rest) & 0xFFF;
        if (rest.Length < descriptors + 2)
        {
            return;
        }

        packet.Bytes.CopyTo(streams);
        rest = rest[(descriptors + 2)..];
        (MainPid, HasVideo) = (-1, false);
        while (rest.Length >= 5)
        {
            // H.264 and H.265; everything else that FFmpeg outputs here is audio.
            var isVideo = rest[0] is 0x1B or 0x24;
            if (MainPid < 0 || (isVideo && !HasVideo))
            {
                (MainPid, HasVideo) = (BinaryPrimitives.ReadUInt16BigEndian(rest[1..]) & 0x1FFF, isVideo);
            }

            rest = rest[Math.Min(rest.Length, 5 + (BinaryPrimitives.ReadUInt16BigEndian(rest[3..]) & 0xFFF))..];
        }
    }
}
