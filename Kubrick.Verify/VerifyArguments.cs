namespace Kubrick.Verify;

/// <summary>The arguments of <c>verify</c>.</summary>
/// <param name="File">The file to check.</param>
/// <param name="Manifest">The file with the signed manifest.</param>
/// <param name="Key">The file with the trusted keys; null to use the key in the manifest.</param>
internal sealed record VerifyArguments(string File, string Manifest, string? Key)
{
    public const string Usage = """
        Usage: ./kubrick verify FILE MANIFEST [--key KEYS]

        Checks offline that FILE is the recording that MANIFEST describes, byte for byte: the signature of the manifest, then the
        size and the SHA-256 of the file, and where they differ, which parts are damaged. FILE may be the original or a file that
        was made from it. MANIFEST is the response of GET /api/recordings/ID/manifest.

          --key KEYS   trust only these keys: the response of GET /api/manifest-keys, or one public key in JSON or PEM. Get them from the
                       installation itself, not from whoever sent the file. Without it the key in the manifest is used: then only
                       the consistency of file and manifest is checked, not who signed the manifest.
          -h, --help   print this

        Exit codes: 0 the file is intact, 1 it differs, 2 not checkable (bad manifest, other key, unreadable file), 64 wrong arguments.
        """;

    /// <summary>Whether only the usage is asked for.</summary>
    public static bool IsHelp(string[] args) => args.Length == 0 || args.Contains("-h") || args.Contains("--help");

    /// <summary>Reads the arguments; null if they are wrong.</summary>
    public static VerifyArguments? Read(string[] args)
    {
        var files = new List<string>();
        string? key = null;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--key" && key is null && i + 1 < args.Length)
            {
                key = args[++i];
            }
            else if (args[i] is "" or ['-', ..])
            {
                return null;
            }
            else
            {
                files.Add(args[i]);
            }
        }

        return files.Count == 2 ? new VerifyArguments(files[0], files[1], key) : null;
    }
}
