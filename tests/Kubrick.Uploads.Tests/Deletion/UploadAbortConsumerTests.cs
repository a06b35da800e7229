using Kubrick.Contracts.Recordings;
using Kubrick.Storage;
using Kubrick.Testing;
using Kubrick.Uploads.Deletion;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Uploads.Tests.Deletion;

public sealed class UploadAbortConsumerTests : IDisposable
{
    private readonly string root = Path.Combine(Path.GetTempPath(), "kubrick-deletion-" + Guid.NewGuid().ToString("N"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task A_deleted_recording_leaves_no_upload_and_no_file()
    {
        await using var services = Services();
        var (uploads, objects) = (services.GetRequiredService<IResumableUploads>(), services.GetRequiredService<IObjectWriter>());
        var session = await uploads.StartAsync(new("recordings/a.webm", "video/webm", 10, null), Cancel);
        await objects.PutAsync("recordings/a.webm", new byte[10], "video/webm", null, Cancel);
        var harness = services.GetRequiredService<ITestHarness>();
        await harness.Start();

        var deleted = new RecordingDeleted(new string('a', 24), session.Key, session.UploadId, TimeProvider.System.GetUtcNow());
        await harness.Bus.Publish(deleted, Cancel);
        await harness.Bus.Publish(deleted, Cancel);
        await harness.Bus.Publish(deleted with { StorageKey = null, UploadId = null }, Cancel);
        await Eventually.TrueAsync("every message is consumed", () => Task.FromResult(harness.Consumed.Select<RecordingDeleted>(Cancel).Count() == 3), Cancel);

        Assert.All(harness.Consumed.Select<RecordingDeleted>(Cancel), message => Assert.Null(message.Exception));
        Assert.Null(await uploads.FindReceivedAsync(session, Cancel));
        Assert.Null(await services.GetRequiredService<IObjectReader>().FindAsync(session.Key, Cancel));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("recordings/never.webm", null)]
    [InlineData("recordings/never.webm", "0123456789abcdef0123456789abcdef")]
    public async Task A_recording_that_is_deleted_before_anything_was_uploaded_is_no_failure(string? key, string? uploadId)
    {
        await using var services = Services();
        var harness = services.GetRequiredService<ITestHarness>();
        await harness.Start();

        await harness.Bus.Publish(new RecordingDeleted(new string('b', 24), key, uploadId, TimeProvider.System.GetUtcNow()), Cancel);
        await Eventually.TrueAsync("the message is consumed", () => Task.FromResult(harness.Consumed.Select<RecordingDeleted>(Cancel).Any()), Cancel);

        Assert.Null(Assert.Single(harness.Consumed.Select<RecordingDeleted>(Cancel)).Exception);
    }

    private ServiceProvider Services() => new ServiceCollection()
        .AddLogging()
        .AddStorage(new ConfigurationBuilder().AddInMemoryCollection([new("Storage:Local:Root", root)]).Build())
        .AddMassTransitTestHarness(bus => bus.AddConsumer<UploadAbortConsumer>())
        .BuildServiceProvider();
}
