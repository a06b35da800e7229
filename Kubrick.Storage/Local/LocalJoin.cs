using System.Security.Cryptography;

namespace Kubrick.Storage.Local;

/// <summary>
/// Joins the parts of an upload in place: the first part becomes the file, and the others are appended and removed one after the other. So an upload can be completed on a disk
/// that has space for one part only, of the reserve if need be.
/// </summary>
/// <remarks>
/// The plan is stored first. A part is removed after the joined file has its bytes durably and says so by its name; until then its own file counts, and is appended again at the same
/// place. So a kill at any moment loses nothing, and the next join, of the same or of other parts, continues from there. One caller at a time.
/// </remarks>
internal sealed class LocalJoin(LocalFolder folder, LocalFreeSpace space, TimeProvider time, string session)
{
    /// <summary>The most bytes that are written before they are flushed and their parts are removed, where there is space.</summary>
    private const long MaxUnflushed = 64L << 20;

    /// <summary>Joins parts.</summary>
    /// <param name="parts">The parts in their order; at least one.</param>
    /// <param name="sha256">The SHA-256 that the file must have; null for any.</param>
    /// <returns>The joined file, which may become the object.</returns>
    /// <exception cref="StorageException">
    /// With <see cref="StorageError.ChecksumMismatch"/>: the file would have another SHA-256, and no part has been changed; or the joined file does not have it when it is
    /// read again, and every part must be sent again. With <see cref="StorageError.Full"/>: there is no space for one
    /// more part; what is joined stays so.
    /// </exception>
    /// <exception cref="FileNotFoundException">A part was replaced or removed in the meantime.</exception>
    /// <remarks>
    /// Not cancelled when the client disconnects: a long recording may take longer than any request's timeout. A retry waits for this call and finds the object.
    /// </remarks>
    public async Task<JoinState> JoinAsync(IReadOnlyList<LocalPart> parts, string? sha256)
    {
        var state = JoinState.Find(session);
        var isPlanned = state?.Plan.IsOf(parts) == true;
        var plan = isPlanned ? state!.Plan : new JoinPlan(await HashAsync(parts), [.. parts.Select(JoinPart.Of)]);
        if (sha256 is not null && sha256 != plan.Sha256)
        {
            throw new StorageException(StorageError.ChecksumMismatch, "The joined parts have another SHA-256 than the sender computed.");
        }

        if (!isPlanned)
        {
            LocalParts.RemoveOlder(session, parts);
            var kept = state is null ? 0 : await ReleaseAsync(state, state.Plan.CommonWith(plan));
            await plan.WriteAsync(folder, session, time.GetUtcNow(), CancellationToken.None);
            state = new JoinState(session, plan, kept);
        }

        var joined = await AppendAsync(state!);
        // On the word that the object has the SHA-256 of the recording, a browser deletes the only other copy. So the file that becomes the object is read.
        if (sha256 is not null && await HashAsync([new LocalPart(1, "", joined.Plan.Length, default, joined.FilePath)]) != sha256)
        {
            // The parts have files of their own again, which those that are sent again replace.
            await ReleaseAsync(joined, 0);
            throw new StorageException(StorageError.ChecksumMismatch, "The joined file does not have the bytes of its parts.");
        }

        return joined;
    }

    /// <summary>The SHA-256 of parts, wherever they are.</summary>
    private static async Task<string> HashAsync(IReadOnlyList<LocalPart> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            await CopyAsync(part, bytes =>
            {
                hash.AppendData(bytes.Span);
                return ValueTask.CompletedTask;
            });
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Gives the last parts of a joined file their own files again, because other parts are to be joined.</summary>
    /// <returns>How many parts the joined file still has.</returns>
    private async Task<int> ReleaseAsync(JoinState state, int kept)
    {
        var joined = state.Joined;
        for (var count = state.Count; count > kept; count--)
        {
            var (part, path) = (joined[count - 1], JoinState.PathOf(session, count));
            // One that was sent again is superseded.
            var isSuperseded = LocalParts.Has(session, part.Number);
            if (count > 1)
            {
                if (!isSuperseded)
                {
                    await ExtractAsync(part with { Path = path });
                }

                Shorten(path, JoinState.PathOf(session, count - 1), part.Offset);
            }
            else if (isSuperseded)
            {
                File.Delete(path);
                Posix.FlushDirectory(session);
            }
            else
            {
                Shorten(path, JoinPart.Of(part).PathIn(session), part.Length);
            }
        }

        return Math.Min(state.Count, kept);
    }

    private async Task ExtractAsync(LocalPart part)
    {
        space.RequireInReserve(part.Length);
        await using var file = new PendingFile(folder);
        await CopyAsync(part, bytes => file.Stream.WriteAsync(bytes));
        await file.SealAsync(time.GetUtcNow(), CancellationToken.None);
        file.Commit(JoinPart.Of(part).PathIn(session), createFolders: false);
    }

    /// <summary>The name first: what a file has beyond its parts does not count.</summary>
    private void Shorten(string path, string name, long length)
    {
        File.Move(path, name, overwrite: true);
        Posix.FlushDirectory(session);
        using var file = OpenToWrite(name);
        file.SetLength(length);
        file.Flush(flushToDisk: true);
    }

    private async Task<JoinState> AppendAsync(JoinState state)
    {
        var parts = state.Plan.Parts;
        // A kill may have left them.
        RemoveFiles(parts.Take(state.Count));
        if (state.Count == 0)
        {
            File.Move(parts[0].PathIn(session), JoinState.PathOf(session, 1));
            Posix.FlushDirectory(session);
            state = state with { Count = 1 };
        }

        await using var target = OpenToWrite(state.FilePath);
        var (offset, unflushed) = (state.Plan.OffsetOf(state.Count), 0L);
        for (var next = state.Count; next < parts.Count; next++)
        {
            var length = parts[next].Length;
            if (unflushed > 0 && (unflushed + length > MaxUnflushed || !space.Has(length)))
            {
                (state, unflushed) = (Advance(target, state, next), 0);
            }

            space.RequireInReserve(length);
            target.Position = offset;
            await CopyAsync(new LocalPart(parts[next].Number, parts[next].ETag, length, default, parts[next].PathIn(session)), bytes => target.WriteAsync(bytes));
            (offset, unflushed) = (offset + length, unflushed + length);
        }

        target.SetLength(offset);
        return Advance(target, state, parts.Count);
    }

    /// <summary>Makes what was appended durable, and only then removes the parts.</summary>
    private JoinState Advance(FileStream target, JoinState state, int count)
    {
        target.Flush(flushToDisk: true);
        if (count > state.Count)
        {
            File.Move(state.FilePath, JoinState.PathOf(session, count));
            Posix.FlushDirectory(session);
            RemoveFiles(state.Plan.Parts.Take(count).Skip(state.Count));
        }

        return state with { Count = count };
    }

    private void RemoveFiles(IEnumerable<JoinPart> parts)
    {
        foreach (var part in parts)
        {
            File.Delete(part.PathIn(session));
        }
    }

    // Readers of the first bytes may have it open.
    private static FileStream OpenToWrite(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.Asynchronous);

    private static async Task CopyAsync(LocalPart part, Func<ReadOnlyMemory<byte>, ValueTask> take)
    {
        await using var source = new FileStream(part.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.SequentialScan | FileOptions.Asynchronous);
        source.Position = part.Offset;
        var buffer = new byte[(int)Math.Min(1 << 20, part.Length)];
        for (var left = part.Length; left > 0;)
        {
            var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)));
            if (read == 0)
            {
                throw new IOException($"Part {part.Number} of an upload is shorter than it was when it arrived.");
            }

            await take(buffer.AsMemory(0, read));
            left -= read;
        }
    }
}
