using System.Diagnostics;

namespace Kubrick.Uploads.Tests.Servers;

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static Task IsAsync(Func<bool> condition, string otherwise) => IsAsync(() => Task.FromResult(condition()), otherwise);

    public static async Task IsAsync(Func<Task<bool>> condition, string otherwise)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Deadline, otherwise);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
