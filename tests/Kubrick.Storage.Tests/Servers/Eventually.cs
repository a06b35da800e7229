using System.Diagnostics;

namespace Kubrick.Storage.Tests.Servers;

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Eventually
{
    public static async Task IsAsync(Func<Task<bool>> condition, TimeSpan within, Func<string> otherwise)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < within, otherwise());
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static Task IsAsync(Func<bool> condition, TimeSpan within, Func<string> otherwise) => IsAsync(() => Task.FromResult(condition()), within, otherwise);
}
