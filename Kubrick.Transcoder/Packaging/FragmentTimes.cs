using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.Packaging;

/// <summary>Reads what a fragment says about its times and keyframes.</summary>
/// <param name="timeOffset">What FFmpeg added to all times.</param>
internal sealed class FragmentTimes(TimeSpan timeOffset)
{
    private readonly long offsetUs = (long)timeOffset.TotalMicroseconds;
    private Mp4Fragments? fragments;
    private int? picture;

    /// <summary>Whether the initialisation section was read.</summary>
    public bool IsReady => fragments is not null;

    /// <summary>Reads the initialisation section.</summary>
    /// <returns>False where it names no track.</returns>
    public bool Begin(ReadOnlySpan<byte> init)
    {
        var tracks = Mp4Header.Read(init);
        picture = tracks.FirstOrDefault(track => track.Track.Kind == TrackKind.Video)?.Track.Number;
        fragments = tracks.Count > 0 ? new Mp4Fragments(tracks) : null;
        return IsReady;
    }

    /// <summary>Reads a <c>moof</c> and <c>mdat</c> that are there whole.</summary>
    /// <returns>Null where they cannot be read, or hold nothing.</returns>
    public Fragment? Read(byte[] bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        if (!Box.TryTake(ref rest, out _, out var moof) || fragments!.Read(moof) is not { Count: > 0 } samples)
        {
            return null;
        }

        var runs = Runs(samples);
        var main = runs[0];
        var (earliest, latest) = (long.MaxValue, long.MinValue);
        foreach (var run in runs)
        {
            main = run.Track == picture ? run : main;
            earliest = Math.Min(earliest, run.StartUs);
            latest = Math.Max(latest, run.EndUs);
        }

        var isSoundOnly = picture is not null && main.Track != picture;
        return new Fragment(
            bytes, runs, isSoundOnly, main.StartsWithKeyframe && !isSoundOnly, main.StartUs - offsetUs, main.EndUs - offsetUs, earliest - offsetUs, latest - offsetUs);
    }

    private static List<TrackRun> Runs(List<Mp4Sample> samples)
    {
        var runs = new List<TrackRun>(2);
        foreach (var sample in samples)
        {
            var track = sample.Track.Track;
            if (runs.Count > 0 && runs[^1].Track == track.Number)
            {
                var run = runs[^1];
                runs[^1] = run with { Duration = sample.DecodeTime + sample.Duration - run.DecodeTime, Frames = run.Frames + 1 };
            }
            else
            {
                runs.Add(new TrackRun(track.Number, track.Kind, track.Timescale, sample.DecodeTime, sample.Duration, 1, sample.IsKeyframe));
            }
        }

        return runs;
    }
}
