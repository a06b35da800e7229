namespace Kubrick.Storage.Local;

/// <summary>A lock per name, made of a fixed number of locks for any number of names.</summary>
internal sealed class StripedLock
{
    private readonly SemaphoreSlim[] stripes = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    public async ValueTask<IDisposable> EnterAsync(string name, CancellationToken cancellationToken)
    {
        var stripe = stripes[IndexOf(name)];
        await stripe.WaitAsync(cancellationToken);
        return new Releaser([stripe]);
    }

    /// <summary>Takes the locks of two names, in an order in which no two callers wait for each other.</summary>
    public async ValueTask<IDisposable> EnterAsync(string one, string other, CancellationToken cancellationToken)
    {
        var taken = new Stack<SemaphoreSlim>();
        try
        {
            foreach (var index in new[] { IndexOf(one), IndexOf(other) }.Distinct().Order())
            {
                await stripes[index].WaitAsync(cancellationToken);
                taken.Push(stripes[index]);
            }
        }
        catch (OperationCanceledException)
        {
            new Releaser(taken).Dispose();
            throw;
        }

        return new Releaser(taken);
    }

    private long IndexOf(string name) => (uint)string.GetHashCode(name, StringComparison.Ordinal) % stripes.Length;

    private sealed class Releaser(IReadOnlyCollection<SemaphoreSlim> taken) : IDisposable
    {
        public void Dispose()
        {
            foreach (var stripe in taken)
            {
                stripe.Release();
            }
        }
    }
}
