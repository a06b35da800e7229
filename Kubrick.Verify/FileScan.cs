using System.Security.Cryptography;
using Kubrick.Contracts.Uploads;
using Kubrick.Manifests;

namespace Kubrick.Verify;

/// <summary>What one pass over a file found: its size, its SHA-256, and which parts of the original it has.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, in lower-case hexadecimal digits.</param>
/// <param name="HasPart">For each part of the original, whether the file has the same bytes at the same place; empty where the parts have no hashes.</param>
internal sealed record FileScan(long Bytes, string Sha256, IReadOnlyList<bool> HasPart)
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Reads the file once, from its beginning to its end. Uses the same memory for every size.</summary>
    public static async Task<FileScan> RunAsync(Stream file, ManifestOriginal original, CancellationToken cancellationToken)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var parts = original.Parts is { } named ? new PartScan(named) : null;
        var buffer = new byte[BufferBytes];
        var bytes = 0L;
        int read;
        while ((read = await file.ReadAsync(buffer, cancellationToken)) > 0)
        {
            whole.AppendData(buffer, 0, read);
            parts?.Append(buffer.AsSpan(0, read));
            bytes += read;
        }

        return new FileScan(bytes, Convert.ToHexStringLower(whole.GetHashAndReset()), parts?.Finish() ?? []);
    }

    private sealed class PartScan(ManifestParts parts) : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(parts.Algorithm == PartHashes.Md5 ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256);
        private readonly bool[] hasPart = new bool[parts.Hashes.Count];
        private int number;
        private long inPart;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty && number < hasPart.Length)
            {
                var taken = (int)Math.Min(bytes.Length, parts.PartBytes - inPart);
                hash.AppendData(bytes[..taken]);
                inPart += taken;
                bytes = bytes[taken..];
                if (inPart == parts.PartBytes)
                {
                    Compare();
                }
            }
        }

        public bool[] Finish()
        {
            // The last part is shorter, and so is one that was cut off.
            if (inPart > 0)
            {
                Compare();
            }

            return hasPart;
        }

        public void Dispose() => hash.Dispose();

        private void Compare()
        {
            hasPart[number] = Convert.ToHexStringLower(hash.GetHashAndReset()) == parts.Hashes[number];
            number++;
            inPart = 0;
        }
    }
}
