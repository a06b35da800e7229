using System.Text.Json;
using Microsoft.Playwright;

namespace Kubrick.Browser.Tests;

/// <summary>What MediaRecorder emitted, and what the browser keeps of it: found out independently of the app.</summary>
internal static class Evidence
{
    private const string Describe = """
        window.describe = async blob => {
          const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
          return { bytes: blob.size, sha256: Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('').toUpperCase() };
        };
        """;

    /// <summary>Collects what MediaRecorder emits.</summary>
    private const string Eavesdrop = """
        const chunks = [];
        const start = MediaRecorder.prototype.start;
        MediaRecorder.prototype.start = function (...options) {
          this.addEventListener('dataavailable', ({ data }) => chunks.push(data));
          return start.apply(this, options);
        };
        window.recorded = () => window.describe(new Blob(chunks));
        window.recordedBytes = () => new Blob(chunks).size;
        """;

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

    private const float Limit = 60_000;

    /// <summary>Listens in every page that the profile opens from now on.</summary>
    public static Task ListenAsync(IBrowserContext profile) => profile.AddInitScriptAsync(Describe + Eavesdrop);

    /// <summary>What MediaRecorder has emitted so far.</summary>
    public static async Task<MediaFile> RecordedAsync(Tab tab) => Read(await tab.Page.EvaluateAsync<JsonElement>("() => window.recorded()"));

    /// <summary>Waits until MediaRecorder has emitted so many bytes.</summary>
    public static Task UntilRecordedAsync(Tab tab, long bytes) =>
        tab.Page.WaitForFunctionAsync("bytes => window.recordedBytes() >= bytes", (double)bytes, new() { Timeout = Limit });

    /// <summary>The recordings on the disk of this browser.</summary>
    public static async Task<IReadOnlyList<MediaFile>> OnDiskAsync(Tab tab)
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

    private static MediaFile Read(JsonElement found) => new(found.GetProperty("bytes").GetInt64(), found.GetProperty("sha256").GetString()!);
}

/// <summary>The bytes of a recording.</summary>
/// <param name="Bytes">Their number.</param>
/// <param name="Sha256">Their hash, in upper-case hex.</param>
internal sealed record MediaFile(long Bytes, string Sha256);
