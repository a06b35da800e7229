using System.Text;
using Kubrick.Manifests;
using Kubrick.Manifests.Signing;

namespace Kubrick.Verify;

/// <summary><c>verify</c>: checks a file against a signed manifest, without a server or a network.</summary>
internal sealed class VerifyCommand(TextWriter output, TextWriter errors)
{
    private const int MaxKeyBytes = 1 << 20;

    /// <summary>Runs the command; returns its exit code.</summary>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        if (VerifyArguments.IsHelp(args))
        {
            await output.WriteLineAsync(VerifyArguments.Usage);
            return ExitCodes.Good;
        }

        if (VerifyArguments.Read(args) is not { } arguments)
        {
            await errors.WriteLineAsync("Wrong arguments. See ./kubrick verify --help.");
            return ExitCodes.WrongArguments;
        }

        try
        {
            return await CheckAsync(arguments, cancellationToken);
        }
        catch (Exception exception) when (exception is ManifestException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"Not checked: {exception.Message}");
            return ExitCodes.NotCheckable;
        }
    }

    private async Task<int> CheckAsync(VerifyArguments arguments, CancellationToken cancellationToken)
    {
        var signed = SignedManifest.Read(await ReadAsync(arguments.Manifest, SignedManifest.MaxBytes, cancellationToken));
        var signature = await VerifySignatureAsync(signed, arguments.Key, cancellationToken);
        var manifest = signed.ReadManifest();
        await output.WriteLineAsync(Report.Describe(manifest));
        await output.WriteLineAsync(signature);

        await using var file = Open(arguments.File);
        var scan = await FileScan.RunAsync(file, manifest.Original, cancellationToken);
        var verdict = Verdict.Of(scan, manifest);
        await output.WriteLineAsync(Report.Describe(scan));
        await output.WriteLineAsync(Report.Describe(verdict, scan, manifest));
        return verdict.ExitCode;
    }

    /// <summary>One sentence about the signature.</summary>
    /// <exception cref="ManifestException">No trusted key made the signature.</exception>
    private static async Task<string> VerifySignatureAsync(SignedManifest signed, string? keyFile, CancellationToken cancellationToken)
    {
        if (keyFile is null)
        {
            return signed.IsSignedBy(signed.EmbeddedKey)
                ? $"Signature: consistent with the key in the manifest ({signed.EmbeddedKey.Thumbprint}). Who owns that key is not proven: give --key."
                : throw new ManifestException("The manifest was changed after it was signed.");
        }

        var keys = PublicKeys.Read(Encoding.UTF8.GetString(await ReadAsync(keyFile, MaxKeyBytes, cancellationToken)));
        if (keys.FirstOrDefault(signed.IsSignedBy) is { } key)
        {
            return $"Signature: valid, by a key of {Report.Printable(keyFile)} ({key.Thumbprint}).";
        }

        throw new ManifestException(keys.Contains(signed.EmbeddedKey)
            ? "The manifest was changed after it was signed."
            : $"The manifest is not signed by a key of {Report.Printable(keyFile)}; it names the key {signed.EmbeddedKey.Thumbprint}.");
    }

    private static async Task<byte[]> ReadAsync(string path, int limit, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        using var copy = new MemoryStream();
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await file.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (copy.Length + read > limit)
            {
                throw new ManifestException($"{Report.Printable(path)} is larger than {limit >> 20} MiB.");
            }

            copy.Write(buffer, 0, read);
        }

        return copy.ToArray();
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var reason = exception switch
            {
                FileNotFoundException or DirectoryNotFoundException => "does not exist",
                _ when Directory.Exists(path) => "is a folder",
                _ => "cannot be read",
            };
            throw new ManifestException($"{Report.Printable(path)} {reason}.", exception);
        }
    }
}
