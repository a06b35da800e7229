using System.Text;
using System.Text.Json;

namespace Kubrick.Benchmarks.Api;

/// <summary>One kind of request.</summary>
/// <param name="Name">What is printed.</param>
/// <param name="Request">Creates the next request.</param>
/// <param name="IsList">Whether it is one of the lists and searches.</param>
internal sealed record ApiCall(string Name, Func<HttpRequestMessage> Request, bool IsList = false)
{
    /// <summary>The name of the first page in the default order.</summary>
    public const string FirstPage = "list";

    /// <summary>The name of a page far behind.</summary>
    public const string DeepPage = "page 1000";

    private const string Path = "/api/recordings";

    private const int PageSize = 20;

    /// <summary>Every other kind of list and search, and the creation of a recording.</summary>
    /// <param name="recordings">The number of recordings.</param>
    public static IEnumerable<ApiCall> Others(int recordings)
    {
        var (frequent, average, rare) = ApiLibrary.Examples;
        return
        [
            List("list by title", "sort=title"),
            List("list by -duration", "sort=-duration"),
            List(DeepPage, "page[number]=1000"),
            Pages("pages around 1000", ""),
            Pages("pages around 1000, title", "sort=title&"),
            List("page 1000 by duration", "sort=duration&page[number]=1000"),
            List("page of no duration", $"sort=-duration&page[number]={PageAt(ApiLibrary.AbsentShare)}"),
            List("last page", $"page[number]={PageAt(1)}"),
            List("last page by -duration", $"sort=-duration&page[number]={PageAt(1)}"),
            List("page behind the end", $"page[number]={PageAt(2)}"),
            List("status", "filter[status]=error"),
            List("status by title", "filter[status]=error&sort=title"),
            List("month", "filter[from]=2025-02-01&filter[to]=2025-02-28"),
            List("metadata", "filter[metadata.eventId]=E-777"),
            List("name", $"filter[recorderName]={average[..4]}"),
            List("name, 2 characters", $"filter[recorderName]={average[..2]}"),
            Search("search, frequent", frequent),
            Search("search, average", average),
            Search("search, rare", rare),
            Search("search, unknown", "qqzzxxyy"),
            Search("search, part of a word", average[1..^1]),
            Search("search, 2 characters", average[..2]),
            Search("search, 2 words", $"{frequent} {average}"),
            Search("search, field", $"Location={average}"),
            Search("search, mixed", $"{frequent} Location={rare}"),
            List("search by title", $"sort=title&filter[search]={average}"),
            List("search, page 20", $"page[number]=20&filter[search]={frequent}"),
            RandomWords(),
            Search("search, 1 character of a field", "Location=x"),
            Search("search, 2 of a field", "Location=zz"),
            Combined("search and rare status", frequent, "filter[status]=processing"),
            Combined("search and status", average, "filter[status]=error"),
            Combined("search and month", frequent, "filter[from]=2025-02-01&filter[to]=2025-02-28"),
            // What matches is at the far end of the order.
            List("to, the oldest tenth", $"filter[to]={ApiLibrary.DayAt(0.1, recordings)}"),
            List("to, the oldest half", $"filter[to]={ApiLibrary.DayAt(0.5, recordings)}"),
            List("from, the newest half", $"filter[from]={ApiLibrary.DayAt(0.5, recordings)}&sort=createdAt"),
            Search("search, old project", ApiLibrary.OldProject),
            List("search, old project, page 40", $"page[number]=40&filter[search]={ApiLibrary.OldProject}"),
            List("search, late titles", $"sort=title&filter[search]={ApiLibrary.OldProject}"),
            List("old project's metadata", $"filter[metadata.project]={ApiLibrary.OldProject}"),
            Create(),
        ];

        int PageAt(double share) => Math.Max(1, (int)(share * recordings / PageSize));
    }

    /// <summary>The first page, and single recordings: what is compared with other servers.</summary>
    public static IReadOnlyList<ApiCall> Compared(IReadOnlyList<string> ids)
    {
        var next = 0;
        return [List(FirstPage, ""), new ApiCall("get", () => Get($"{Path}/{ids[(Interlocked.Increment(ref next) & int.MaxValue) % ids.Count]}"))];
    }

    private static ApiCall List(string name, string query) => new(name, () => Get($"{Path}?{query}"), IsList: true);

    private static ApiCall Combined(string name, string search, string query) => List(name, $"filter[search]={search}&{query}");

    private static ApiCall Search(string name, string search) => List(name, $"filter[search]={Uri.EscapeDataString(search)}");

    private static ApiCall Pages(string name, string query)
    {
        var next = 0;
        return new ApiCall(name, () => Get($"{Path}?{query}page[number]={900 + (Interlocked.Increment(ref next) * 37 & int.MaxValue) % 200}"), IsList: true);
    }

    private static ApiCall RandomWords()
    {
        var words = ApiLibrary.Words;
        var next = 0;
        return new ApiCall("search, any word", () => Get($"{Path}?filter[search]={words[(Interlocked.Increment(ref next) * 7919 & int.MaxValue) % words.Count]}"), IsList: true);
    }

    private static ApiCall Create()
    {
        var next = 0;
        return new ApiCall("create", () => Post(Interlocked.Increment(ref next)));
    }

    private static HttpRequestMessage Get(string address) => new(HttpMethod.Get, new Uri(address, UriKind.Relative));

    private static HttpRequestMessage Post(int number) => new(HttpMethod.Post, new Uri(Path, UriKind.Relative))
    {
        Content = new StringContent(
            JsonSerializer.Serialize(new
            {
                data = new
                {
                    type = "recordings",
                    attributes = new { title = $"Recording {number}", recorderName = $"Recorder {number % 100}", playbackFormat = "video", metadata = new { number } },
                },
            }),
            Encoding.UTF8,
            "application/vnd.api+json"),
    };
}
