using System.Runtime.CompilerServices;
using Kubrick.Storage;

namespace Kubrick.Recordings.Tests.Moving;

/// <summary>Counts the calls of two storages, before and after each, and may end the process that makes them: from then on every call fails.</summary>
internal sealed class Steps
{
    private int count;
    private int writes;

    /// <summary>The step at which the process dies.</summary>
    public int DiesAt { get; init; } = int.MaxValue;

    /// <summary>Called when the first object is being written.</summary>
    public Func<Task>? OnFirstWrite { get; set; }

    /// <summary>Called before an object is written in parts.</summary>
    public Func<Task>? OnParts { get; set; }

    /// <summary>Called when the first part of an object is stored.</summary>
    public Func<Task>? OnPart { get; set; }

    /// <summary>Replaces the bytes of an object that is read.</summary>
    public Func<string, Stream, Stream>? OnRead { get; init; }

    public int Count => Volatile.Read(ref count);

    public StoragePlace Watch(StoragePlace place)
    {
        var calls = new Calls(this, place);
        return place with { Reader = calls, List = calls, Writer = calls, Uploads = calls, Multipart = calls };
    }

    private async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        Step();
        var result = await call();
        Step();
        return result;
    }

    private void Step()
    {
        if (Interlocked.Increment(ref count) >= DiesAt)
        {
            throw new OperationCanceledException("The process died.");
        }
    }

    private Task WriteAsync() => Interlocked.Increment(ref writes) == 1 && OnFirstWrite is { } act ? act() : Task.CompletedTask;

    private sealed class Calls(Steps steps, StoragePlace inner) : IObjectReader, IObjectList, IObjectWriter, IResumableUploads, IMultipartWriter
    {
        public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) => steps.RunAsync(() => inner.Reader.FindAsync(key, cancellationToken));

        public Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken) => steps.RunAsync(async () =>
            await inner.Reader.OpenReadAsync(key, offset, length, cancellationToken) is { } stream ? steps.OnRead?.Invoke(key, stream) ?? stream : null);

        public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var key in inner.List.ListAsync(prefix, cancellationToken))
            {
                steps.Step();
                yield return key;
            }
        }

        public async Task<StoredObject> PutAsync(string key, ReadOnlyMemory<byte> content, string contentType, string? cacheControl, CancellationToken cancellationToken)
        {
            await steps.WriteAsync();
            return await steps.RunAsync(() => inner.Writer.PutAsync(key, content, contentType, cacheControl, cancellationToken));
        }

        public async Task<UploadSession> StartAsync(string key, string contentType, CancellationToken cancellationToken)
        {
            await (steps.OnParts?.Invoke() ?? Task.CompletedTask);
            return await steps.RunAsync(() => inner.Multipart.StartAsync(key, contentType, cancellationToken));
        }

        public async Task<UploadedPart> PutPartAsync(UploadSession session, int partNumber, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            var part = await steps.RunAsync(() => inner.Multipart.PutPartAsync(session, partNumber, content, cancellationToken));
            await (partNumber == 1 && steps.OnPart is { } act ? act() : Task.CompletedTask);
            return part;
        }

        public Task<StoredObject> CompleteAsync(UploadSession session, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken) =>
            steps.RunAsync(() => inner.Uploads.CompleteAsync(session, parts, cancellationToken));

        public Task AbortAsync(UploadSession session, CancellationToken cancellationToken) => steps.RunAsync(async () =>
        {
            await inner.Uploads.AbortAsync(session, cancellationToken);
            return true;
        });

        public Task<UploadSession> StartAsync(UploadRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Uri> SignPartAsync(UploadSession session, int partNumber, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ReceivedParts?> FindReceivedAsync(UploadSession session, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
