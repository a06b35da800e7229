using Kubrick.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>The real provider, with what else happens around its calls.</summary>
internal sealed class StorageHook
{
    /// <summary>After the received parts were read.</summary>
    public Func<Task> Found { get; set; } = () => Task.CompletedTask;

    /// <summary>Before an upload is completed.</summary>
    public Func<Task> Completing { get; set; } = () => Task.CompletedTask;

    /// <summary>After an upload was completed, before the caller knows.</summary>
    public Func<Task> Completed { get; set; } = () => Task.CompletedTask;

    public void Wrap(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(IResumableUploads)).ImplementationFactory!;
        services.AddSingleton<IResumableUploads>(provider => new Uploads((IResumableUploads)real(provider), this));
    }

    /// <summary>Does something once.</summary>
    public static Func<Task> Once(Func<Task> action)
    {
        var left = 1;
        return () => Interlocked.Decrement(ref left) == 0 ? action() : Task.CompletedTask;
    }

    private sealed class Uploads(IResumableUploads inner, StorageHook hook) : IResumableUploads
    {
        public Task<UploadSession> StartAsync(UploadRequest request, CancellationToken cancellationToken) => inner.StartAsync(request, cancellationToken);

        public ValueTask<Uri> SignPartAsync(UploadSession session, int partNumber, CancellationToken cancellationToken) => inner.SignPartAsync(session, partNumber, cancellationToken);

        public async Task<ReceivedParts?> FindReceivedAsync(UploadSession session, CancellationToken cancellationToken)
        {
            var received = await inner.FindReceivedAsync(session, cancellationToken);
            await hook.Found();
            return received;
        }

        public Task<byte[]?> PeekAsync(UploadSession session, int count, CancellationToken cancellationToken) => inner.PeekAsync(session, count, cancellationToken);

        public Task<StoredObject> CompleteAsync(UploadSession session, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken) =>
            CompleteAsync(session, parts, sha256: null, cancellationToken);

        public async Task<StoredObject> CompleteAsync(UploadSession session, IReadOnlyList<UploadedPart> parts, string? sha256, CancellationToken cancellationToken)
        {
            await hook.Completing();
            var stored = await inner.CompleteAsync(session, parts, sha256, cancellationToken);
            await hook.Completed();
            return stored;
        }

        public Task AbortAsync(UploadSession session, CancellationToken cancellationToken) => inner.AbortAsync(session, cancellationToken);
    }
}
