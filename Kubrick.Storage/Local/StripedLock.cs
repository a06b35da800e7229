namespace Kubrick.Storage.Local;

/// <summary>A lock per name, made of a fixed number of locks for any number of names.</summary>
internal sealed class StripedLock
{
    private readonly SemaphoreSlim[] stripes = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    public async ValueTask<IDisposable> EnterAsync(string name, CancellationToken cancellationToken)
    {
        var stripe = stripes[(uint)string.GetHashCode(name, StringComparison.Ordinal) % stripes.Length];
        await stripe.WaitAsync(cancellationToken);
        return new Releaser(stripe);
    }

    private sealed class Releaser(SemaphoreSlim stripe) : IDisposable
    {
        public void Dispose() => stripe.Release();
    }
}
