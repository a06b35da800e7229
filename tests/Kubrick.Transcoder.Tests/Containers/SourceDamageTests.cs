using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Containers;

public sealed class SourceDamageTests
{
    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public void A_truncated_input_gives_the_facts_up_to_there_and_no_damage(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var whole = Reading.Read(Reading.ReaderOf(name), bytes, bytes.Length);
        for (var length = 0; length < bytes.Length; length += length < 5000 ? 1 : 149)
        {
            var facts = Reading.Read(Reading.ReaderOf(name), bytes[..length], 1 << 20);
            Assert.Equal(whole[..facts.Count], facts);
        }
    }

    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public void After_a_lost_chunk_reading_resumes_at_the_next_cluster(string name)
    {
        var fixture = Fixture.Load(name);
        var (header, whole) = Whole(name, fixture.Bytes);
        var at = 0;
        foreach (var lost in fixture.Chunks)
        {
            // Without the header everything is lost.
            if (at >= header)
            {
                var facts = Reading.Read(Reading.ReaderOf(name), fixture.Chunks.Where(chunk => !chunk.Equals(lost)));
                Assert.Equal(
                    whole.Where(restart => restart.Offset >= at + lost.Length).Select(restart => (restart.Offset - lost.Length, restart.TimeUs)),
                    facts.Of(SourceFactKind.Restart).Where(restart => restart.Offset >= at).Select(restart => (restart.Offset, restart.TimeUs)));
            }

            at += lost.Length;
        }
    }

    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public void After_foreign_bytes_reading_resumes_at_the_next_cluster(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var (header, whole) = Whole(name, bytes);
        var random = new Random(17);
        for (var round = 0; round < 100; round++)
        {
            var garbage = new byte[1 + random.Next(3000)];
            random.NextBytes(garbage);
            var at = header + random.Next(bytes.Length - header);
            byte[] damaged = [.. bytes.AsSpan(0, at), .. garbage, .. bytes.AsSpan(at)];
            var facts = Reading.Read(Reading.ReaderOf(name), damaged, 1 + random.Next(5000));
            ExpectRestarts(whole.Where(restart => restart.Offset >= at).Select(restart => (restart.Offset + garbage.Length, restart.TimeUs)), facts);
        }
    }

    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public void After_damaged_bytes_reading_resumes_at_the_next_cluster(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var (header, whole) = Whole(name, bytes);
        var random = new Random(19);
        for (var round = 0; round < 500; round++)
        {
            var damaged = bytes.ToArray();
            var last = 0;
            for (var flip = 0; flip < 1 + (round % 7); flip++)
            {
                var at = header + random.Next(bytes.Length - header);

                // The reader trusts the size of a moof up to its end.
                if (name != "mp4" || !whole.Exists(restart => at - restart.Offset is >= 0 and < 4))
                {
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    last = Math.Max(last, at);
                }
            }

            var facts = Reading.Read(Reading.ReaderOf(name), damaged, 1 + random.Next(5000));
            ExpectRestarts(whole.Where(restart => restart.Offset > last).Select(restart => (restart.Offset, restart.TimeUs)), facts);
        }
    }

    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public void A_damaged_header_is_read_or_rejected(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var (header, _) = Whole(name, bytes);
        for (var at = 0; at < header; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF })
            {
                var damaged = bytes[..Math.Min(bytes.Length, header + 3000)];
                damaged[at] = value;
                var reader = Reading.ReaderOf(name);
                var facts = Reading.Read(reader, damaged, 700);
                Assert.Equal(reader.IsUnreadable, facts.Exists(fact => fact.Kind == SourceFactKind.Damage) && reader.Header is null);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Fixture.Names), MemberType = typeof(Fixture))]
    public void Repeated_or_reordered_chunks_never_throw(string name)
    {
        var fixture = Fixture.Load(name);
        var random = new Random(23);
        for (var round = 0; round < 50; round++)
        {
            var chunks = fixture.Chunks.ToList();
            for (var change = 0; change < 3; change++)
            {
                var (one, other) = (random.Next(chunks.Count), random.Next(chunks.Count));
                (chunks[one], chunks[other]) = (chunks[other], change == 0 ? chunks[other] : chunks[one]);
            }

            var reader = Reading.ReaderOf(name);
            var facts = Reading.Read(reader, chunks);
            Assert.Equal(chunks.Sum(chunk => (long)chunk.Length), reader.Position);
            Assert.All(facts, fact => Assert.InRange(fact.Offset, 0, reader.Position));
        }
    }

    [Theory]
    [InlineData("vp8")]
    [InlineData("mp4")]
    public void Unknown_bytes_are_rejected_at_once_and_not_kept(string name)
    {
        var reader = Reading.ReaderOf(name);
        var noise = new byte[1 << 20];
        new Random(29).NextBytes(noise);
        noise[0] = 0x7F;
        Assert.Equal(SourceFactKind.Damage, Assert.Single(reader.Append(noise)).Kind);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
        {
            Assert.Empty(reader.Append(noise));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        Assert.True(reader.IsUnreadable);
        Assert.Equal(101 << 20, reader.Position);
    }

    [Theory]
    [InlineData("vp8")]
    [InlineData("mp4")]
    public void Reading_allocates_almost_nothing(string name)
    {
        var bytes = Fixture.Load(name).Bytes;
        var reader = Reading.ReaderOf(name);
        Reading.Read(reader, bytes, 4096);
        var (header, _) = Whole(name, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 10; round++)
        {
            for (var at = header; at < bytes.Length; at += 4096)
            {
                reader.Append(bytes.AsMemory(at, Math.Min(4096, bytes.Length - at)));
            }
        }

        // Less than a hundredth of the input.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bytes.Length / 10);
    }

    private static (int Header, List<SourceFact> Restarts) Whole(string name, byte[] bytes)
    {
        var reader = Reading.ReaderOf(name);
        var restarts = Reading.Read(reader, bytes, bytes.Length).Of(SourceFactKind.Restart);
        return (reader.Header!.Bytes.Length, restarts);
    }

    private static void ExpectRestarts(IEnumerable<(long Offset, long TimeUs)> expected, List<SourceFact> facts)
    {
        var found = facts.Of(SourceFactKind.Restart).Select(restart => (restart.Offset, restart.TimeUs)).ToHashSet();
        Assert.All(expected, restart => Assert.Contains(restart, found));
    }
}
