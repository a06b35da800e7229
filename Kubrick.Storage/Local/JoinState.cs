using System.Globalization;

namespace Kubrick.Storage.Local;

/// <summary>How far the parts of an upload are joined. The name of the joined file says how many of them it has durably: <c>joined-00012</c>.</summary>
/// <param name="Session">The session's folder.</param>
/// <param name="Plan">The parts that are joined.</param>
/// <param name="Count">The first parts of the plan that the joined file has, and that may have no file of their own any more.</param>
internal sealed record JoinState(string Session, JoinPlan Plan, int Count)
{
    private const string Prefix = "joined-";

    /// <summary>The joined file.</summary>
    public string FilePath => PathOf(Session, Count);

    /// <summary>The parts in the joined file, in their order.</summary>
    public IReadOnlyList<LocalPart> Joined
    {
        get
        {
            var (parts, offset) = (new List<LocalPart>(Count), 0L);
            foreach (var part in Plan.Parts.Take(Count))
            {
                parts.Add(new LocalPart(part.Number, part.ETag, part.Length, DateTime.MinValue, FilePath, offset));
                offset += part.Length;
            }

            return parts;
        }
    }

    /// <summary>Whether the joined file may have become the object: nothing of it is here any more.</summary>
    public bool MayBePlaced => Count == 0 && !File.Exists(Plan.Parts[0].PathIn(Session));

    /// <summary>The state of a session; null if its parts were never joined.</summary>
    /// <exception cref="IOException">The folder could not be read.</exception>
    public static JoinState? Find(string session) =>
        JoinPlan.Read(session) is { Parts.Count: > 0 } plan ? new JoinState(session, plan, Math.Min(CountIn(session), plan.Parts.Count)) : null;

    /// <summary>Whether there is a joined file.</summary>
    public static bool IsIn(string session) => CountIn(session) > 0;

    /// <summary>The joined file when it has so many parts.</summary>
    public static string PathOf(string session, int count) => Path.Combine(session, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{count:00000}"));

    private static int CountIn(string session)
    {
        try
        {
            return Directory.EnumerateFiles(session, Prefix + "*")
                .Select(file => int.TryParse(Path.GetFileName(file).AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0)
                .DefaultIfEmpty()
                .Max();
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }
}
