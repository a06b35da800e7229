namespace Kubrick.Uploads.Setup;

/// <summary>The arguments of <c>storage init</c>.</summary>
/// <param name="Provider">The provider; null for the configured one.</param>
/// <param name="IsDryRun">Whether nothing is changed.</param>
/// <param name="IsHelp">Whether only the usage is printed.</param>
internal sealed record StorageInitArguments(string? Provider, bool IsDryRun, bool IsHelp)
{
    public const string Usage = """
        Usage: ./kubrick storage init [--provider PROVIDER] [--dry-run]

        Creates the bucket and sets its CORS rule and the rule that aborts unfinished uploads. Each step may be repeated, and
        keeps rules of others. Settings are those of the services: GCP_PROJECT_ID, GCP_BUCKET_NAME and
        GOOGLE_APPLICATION_CREDENTIALS, or AWS_REGION, AWS_BUCKET_NAME and AWS_*; FRONTEND_URL lists the origins for CORS.
        The credentials need permissions that services do not need (docs/storage-setup.md).

          --provider PROVIDER  gcp or s3 (default: STORAGE_PROVIDER)
          --dry-run            print the steps, and change nothing

        Exit codes: 0 done, 1 the storage refused or could not be reached, 64 wrong arguments, 78 a setting is wrong or missing.
        """;

    /// <summary>Whether the arguments of the process are for this command.</summary>
    public static bool AreIn(string[] args) => args is ["storage", ..];

    /// <summary>Reads the arguments; null if they are wrong.</summary>
    public static StorageInitArguments? Read(string[] args)
    {
        if (args is ["storage"] or ["storage", "-h" or "--help"])
        {
            return new(Provider: null, IsDryRun: false, IsHelp: true);
        }

        if (args is not ["storage", "init", ..])
        {
            return null;
        }

        var read = new StorageInitArguments(Provider: null, IsDryRun: false, IsHelp: false);
        for (var i = 2; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--provider" when i + 1 < args.Length:
                    read = read with { Provider = args[++i] };
                    break;
                case "--dry-run":
                    read = read with { IsDryRun = true };
                    break;
                case "-h" or "--help":
                    read = read with { IsHelp = true };
                    break;
                default:
                    return null;
            }
        }

        return read;
    }
}
