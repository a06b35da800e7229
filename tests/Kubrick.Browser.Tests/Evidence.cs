using System.Text.Json;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>What MediaRecorder emitted, and what the browser keeps of it: found out independently of the app.</summary>
internal static class Evidence
{
    /// <summary>Lists the files of the recordings on the disk of this browser.</summary>
    private const string Files = """
        const filesOnDisk = async () => {
          const disk = await navigator.storage.getDirectory();
          const recordings = await disk.getDirectoryHandle('recordings', { create: true });
          const found = [];
          for await (const folder of recordings.values()) found.push(await (await folder.getFileHandle('media')).getFile());
          return found;
        };
        """;

    private const float Limit = 180_000;

    /// <summary>Listens in every page that the profile opens from now on.</summary>
    public static Task ListenAsync(IBrowserContext profile) => profile.AddInitScriptAsync(RecordedMedia.Describe + RecordedMedia.Eavesdrop);

    /// <summary>What MediaRecorder has emitted so far.</summary>
    public static Task<RecordedMedia> RecordedAsync(Tab tab) => RecordedMedia.OfAsync(tab.Page);

    /// <summary>Waits until MediaRecorder has emitted so many bytes.</summary>
    public static Task UntilRecordedAsync(Tab tab, long bytes) =>
        tab.Page.WaitForFunctionAsync("bytes => window.recordedBytes() >= bytes", (double)bytes, new() { Timeout = Limit });

    /// <summary>The recordings on the disk of this browser.</summary>
    public static async Task<IReadOnlyList<RecordedMedia>> OnDiskAsync(Tab tab)
    {
        var found = await tab.Page.EvaluateAsync<JsonElement>($"async () => {{ {Files} return await Promise.all((await filesOnDisk()).map(window.describe)); }}");
        return [.. found.EnumerateArray().Select(Read)];
    }

    /// <summary>Waits until the only recording on the disk of this browser has so many bytes.</summary>
    public static Task UntilOnDiskAsync(Tab tab, long bytes) =>
        tab.Page.WaitForFunctionAsync($"async bytes => {{ {Files} return (await filesOnDisk()).some(file => file.size >= bytes); }}", (double)bytes, new() { Timeout = Limit });

    /// <summary>Waits until there is no recording on the disk of this browser.</summary>
    public static Task UntilNothingIsOnDiskAsync(Tab tab) =>
        tab.Page.WaitForFunctionAsync($"async () => {{ {Files} return (await filesOnDisk()).length === 0; }}", null, new() { Timeout = Limit });

    private static RecordedMedia Read(JsonElement found) => new(found.GetProperty("bytes").GetInt64(), found.GetProperty("sha256").GetString()!);
}
