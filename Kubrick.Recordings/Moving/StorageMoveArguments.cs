using System.Globalization;

namespace Kubrick.Recordings.Moving;

/// <summary>The arguments of <c>storage move</c>.</summary>
internal sealed record StorageMoveArguments
{
    public const string Usage = """
        Usage: ./kubrick storage move --from PLACE --to PLACE [--dry-run] [--limit N] [--delete-at-once]

        Moves recordings from one storage to another, one after the other, while the system runs. Every object is copied, read back and
        compared (size and SHA-256); then the recording is switched. The services remove the old objects when every signed URL of them
        has expired (Storage__ReadUrlLifetime, 2 h); until then keep the settings of both places. Recordings that are being recorded,
        uploaded or processed are skipped and named. Run it again to continue after an interruption, or to move what was skipped.

        PLACE is local, s3 or gcp, or PROVIDER:BUCKET for another bucket than the one of the settings. Settings are those of the services:
        MONGODB_URI, STORAGE_PROVIDER, Storage__Local__Root, AWS_*, GCP_* and others (docs/settings.md). The services must have been started
        with the settings of both places (docs/storage-move.md).

          --from PLACE      where the recordings are
          --to PLACE        where they go
          --dry-run         print what would be moved, and change nothing
          --limit N         move at most N recordings
          --delete-at-once  remove the old objects at once; breaks off viewers who are watching them

        Exit codes: 0 everything is moved, 1 something is left or a server cannot be reached, 64 wrong arguments, 78 a setting is wrong or
        missing, 130 interrupted.
        """;

    /// <summary>The first place, as written; null only with <see cref="IsHelp"/>.</summary>
    public string? From { get; init; }

    /// <summary>The second place, as written; null only with <see cref="IsHelp"/>.</summary>
    public string? To { get; init; }

    public bool IsDryRun { get; init; }

    public bool DeletesAtOnce { get; init; }

    /// <summary>The most recordings that are moved.</summary>
    public int Limit { get; init; } = int.MaxValue;

    public bool IsHelp { get; init; }

    /// <summary>Whether the arguments of the process are for this command.</summary>
    public static bool AreIn(string[] args) => args is ["storage", ..];

    /// <summary>Reads the arguments; null if they are wrong.</summary>
    public static StorageMoveArguments? Read(string[] args)
    {
        if (args is not ["storage", "move", ..])
        {
            return null;
        }

        var read = new StorageMoveArguments();
        for (var i = 2; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--from" when value is not null:
                    (read, i) = (read with { From = value }, i + 1);
                    break;
                case "--to" when value is not null:
                    (read, i) = (read with { To = value }, i + 1);
                    break;
                case "--limit" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0:
                    (read, i) = (read with { Limit = limit }, i + 1);
                    break;
                case "--dry-run":
                    read = read with { IsDryRun = true };
                    break;
                case "--delete-at-once":
                    read = read with { DeletesAtOnce = true };
                    break;
                case "-h" or "--help":
                    read = read with { IsHelp = true };
                    break;
                default:
                    return null;
            }
        }

        return read.IsHelp || (read.From is not null && read.To is not null) ? read : null;
    }
}
