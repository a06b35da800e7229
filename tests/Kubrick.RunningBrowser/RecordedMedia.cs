using System.Text.Json;
using Microsoft.Playwright;

namespace Kubrick.RunningBrowser;

/// <summary>What the MediaRecorder of a page emitted, observed independently of the app.</summary>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="Sha256">Its SHA-256, 64 upper-case hex digits.</param>
public sealed record RecordedMedia(long Bytes, string Sha256)
{
    /// <summary>A script for every page: <c>window.describe(blob)</c> returns the size and the SHA-256 of a blob.</summary>
    public const string Describe = """
        window.describe = async blob => {
          const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
          return { bytes: blob.size, sha256: Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('').toUpperCase() };
        };
        """;

    /// <summary>A script for every page, after <see cref="Describe"/>: collects what MediaRecorder emits.</summary>
    public const string Eavesdrop = """
        const chunks = [];
        const start = MediaRecorder.prototype.start;
        MediaRecorder.prototype.start = function (...options) {
          this.addEventListener('dataavailable', ({ data }) => chunks.push(data));
          return start.apply(this, options);
        };
        window.recorded = () => window.describe(new Blob(chunks));
        window.recordedBytes = () => new Blob(chunks).size;
        """;

    /// <summary>What was emitted so far, in a page that runs <see cref="Eavesdrop"/>.</summary>
    public static async Task<RecordedMedia> OfAsync(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var recorded = await page.EvaluateAsync<JsonElement>("() => window.recorded()");
        return new RecordedMedia(recorded.GetProperty("bytes").GetInt64(), recorded.GetProperty("sha256").GetString()!);
    }
}
