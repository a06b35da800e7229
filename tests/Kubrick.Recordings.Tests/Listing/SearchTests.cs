using System.Text.Json;
using System.Text.Json.Nodes;
using Kubrick.Recordings.Tests.Hosting;

namespace Kubrick.Recordings.Tests.Listing;

public sealed class SearchTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RecordingsApp app = shared.App;

    // Every test finds its own recordings only: this word is in their titles.
    private readonly string own = "w" + Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData("muller", true)]
    [InlineData("MÜLLER", true)]
    [InlineData("zurich", true)]
    [InlineData("Zu\u0308ri", true)]
    [InlineData("strasse", true)]
    [InlineData("mueller", false)]
    public async Task Accents_and_case_do_not_matter(string word, bool isFound)
    {
        await Create(description: "Herr Müller, Zürich, Bahnhofstraße 1");
        Assert.Equal(isFound ? 1 : 0, await Count(word));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("ab", true)]
    [InlineData("bc", false)]
    [InlineData("bcd", true)]
    [InlineData("ne", true)]
    [InlineData(".n", true)]
    [InlineData("c#", true)]
    [InlineData("b", true)]
    [InlineData("et", false)]
    [InlineData("本", true)]
    [InlineData("🎬", true)]
    [InlineData("z", false)]
    [InlineData("\u0308", true)]
    public async Task One_or_two_characters_match_the_beginning_of_words(string word, bool isFound)
    {
        await Create(description: "abcde .NET C# x-bar 日本語 🎬");
        Assert.Equal(isFound ? 1 : 0, await Count(word));
    }

    [Theory]
    [InlineData("\u0308")]
    [InlineData("\u0301 \u0308")]
    public async Task Marks_without_a_letter_find_nothing(string search)
    {
        await Create();
        var answer = await app.GetAsync($"/api/recordings?filter[search]={Uri.EscapeDataString(search)}");
        Assert.Equal((200, 0, 0), (answer.Status, answer.List.Count, (int)answer.Json!["meta"]!["totalCount"]!));
    }

    [Theory]
    [InlineData("Location=york", true)]
    [InlineData("Location=\"new york\"", true)]
    [InlineData("Location=\"york new\"", false)]
    [InlineData("Location=o", true)]
    [InlineData("location=york", false)]
    [InlineData("Other=york", false)]
    [InlineData("Crew=\"dennis\"", true)]
    [InlineData("Crew=linus Location='NEW'", true)]
    [InlineData("Ort=köln", true)]
    [InlineData("Ort=koln york", true)]
    [InlineData("Crew=york", false)]
    public async Task A_field_is_searched_by_a_part_of_its_value(string search, bool isFound)
    {
        await Create(metadata: """{"Location":"New York","Crew":["Linus","Dennis"],"Ort":"Köln"}""");
        Assert.Equal(isFound ? 1 : 0, await Count(search));
    }

    [Theory]
    [InlineData("lisbon", true)]
    [InlineData("blue", true)]
    [InlineData("Where=lisbon", true)]
    [InlineData("Where=blue", true)]
    [InlineData("Where=17", true)]
    [InlineData("Rooms=blue", false)]
    [InlineData("name", false)]
    public async Task Values_of_every_level_are_searched(string search, bool isFound)
    {
        await Create(metadata: """{"Where":{"city":"Lisbon","Rooms":[{"name":"Blue","number":17}]}}""");
        Assert.Equal(isFound ? 1 : 0, await Count(search));
    }

    [Theory]
    [InlineData("filter[metadata.tags]=alpha", true)]
    [InlineData("filter[metadata.tags]=7", true)]
    [InlineData("filter[metadata.tags]=alph", false)]
    [InlineData("filter[metadata.tags]=omega", false)]
    public async Task An_item_of_a_list_is_found_by_its_key(string filter, bool isFound)
    {
        await Create(metadata: """{"tags":["alpha","beta",7,{"x":"omega"}]}""");
        Assert.Equal(isFound ? 1 : 0, await Count("", filter));
    }

    [Fact]
    public async Task The_end_of_the_largest_metadata_is_found()
    {
        var words = string.Join(' ', Enumerable.Range(0, 9000).Select(number => $"{number:x5}"));
        await Create(metadata: $$"""{"notes":"{{words}}","list":["alpha","omega"]}""");
        Assert.Equal(1, await Count("02327"));
        Assert.Equal(1, await Count("omega"));
        Assert.Equal(1, await Count("list=omega"));
        Assert.Equal(1, await Count("notes=\"02326 02327\""));
        Assert.Equal(0, await Count("notes=\"02327 02326\""));
    }

    [Fact]
    public async Task A_search_follows_changes_archive_and_deletion()
    {
        var id = (string)(await Create(description: "before"))["id"]!;
        Assert.Equal((1, 0), (await Count("before"), await Count("after")));
        await app.PatchAsync(id, """{"description":"after"}""");
        Assert.Equal((0, 1), (await Count("before"), await Count("after")));
        await app.PatchAsync(id, """{"status":"archived"}""");
        Assert.Equal((0, 1), (await Count("after"), await Count("after", "filter[status]=archived")));
        await app.PatchAsync(id, """{"status":"uploading"}""");
        Assert.Equal((1, 0), (await Count("after"), await Count("after", "filter[status]=archived")));
        await app.SendAsync(HttpMethod.Delete, $"/api/recordings/{id}", null);
        Assert.Equal((0, 0), (await Count("after"), await Count("after", "filter[status]=archived")));
    }

    [Theory]
    [InlineData("d", true)]
    [InlineData("LO", true)]
    [InlineData("ada l", true)]
    [InlineData("a l", true)]
    [InlineData("ovelac", true)]
    [InlineData("vé", true)]
    [InlineData("vè", false)]
    [InlineData("lada", false)]
    public async Task A_name_is_found_by_any_part_with_its_accents(string part, bool isFound)
    {
        await Create(name: $"Ada Lovelace Lové {own}");
        var answer = await app.GetAsync($"/api/recordings?filter[search]={own}&filter[recorderName]={Uri.EscapeDataString(part)}");
        Assert.Equal((200, isFound ? 1 : 0), (answer.Status, answer.List.Count));
    }

    [Theory]
    [InlineData("σίσυφος", true)]
    [InlineData("ΣΊΣΥΦΟΣ", true)]
    [InlineData("σι\u0301συφοσ", true)]
    [InlineData("σισυφος", false)]
    [InlineData("STRASSE", true)]
    [InlineData("straẞe", true)]
    [InlineData("zoë", true)]
    [InlineData("ZOE\u0308", true)]
    [InlineData("zoe", false)]
    [InlineData("がく", true)]
    [InlineData("か\u3099く", true)]
    [InlineData("かく", false)]
    [InlineData("ﬁ", true)]
    public async Task A_name_is_found_whatever_its_case_and_composition(string part, bool isFound)
    {
        await Create(name: $"Σίσυφος Straße Zoe\u0308 か\u3099く Fitz {own}");
        var answer = await app.GetAsync($"/api/recordings?filter[search]={own}&filter[recorderName]={Uri.EscapeDataString(part)}");
        Assert.Equal((200, isFound ? 1 : 0), (answer.Status, answer.List.Count));
    }

    [Theory]
    [InlineData("σισυφος", true)]
    [InlineData("ΣΊΣΥΦΟΣ", true)]
    [InlineData("STRASSE", true)]
    [InlineData("ᾠδη", true)]
    [InlineData("ωιδη", true)]
    [InlineData("か\u3099く", true)]
    [InlineData("かく", false)]
    [InlineData("한국", true)]
    [InlineData("\u1112\u1161\u11ab국", true)]
    [InlineData("Ort=ΑΘΉΝΑΙΣ", true)]
    public async Task A_word_is_found_whatever_its_case_and_composition(string word, bool isFound)
    {
        await Create(description: "ΣΊΣΥΦΟΣ straße ΩΙΔΗ がく \u1112\u1161\u11ab국", metadata: """{"Ort":"Αθήναις"}""");
        Assert.Equal(isFound ? 1 : 0, await Count(word));
    }

    [Theory]
    [InlineData("2026-03-01T01:00:00+02:00", "2026-03-01T01:00:00+02:00", 1)]
    [InlineData("2026-02-28T23:00:00Z", "2026-02-28T23:00:00Z", 1)]
    [InlineData("2026-02-28T23:00:00.001Z", "2026-03-01", 0)]
    [InlineData("2026-02-28", "2026-02-28", 1)]
    [InlineData("2026-03-01", "2026-03-01", 0)]
    [InlineData("2026-03-01", "2026-02-01", 0)]
    public async Task Times_are_compared_in_UTC_and_a_date_is_its_day_in_UTC(string from, string to, int count)
    {
        await Create(recordedAt: "2026-02-28T18:00:00-05:00");
        Assert.Equal(count, await Count("", $"filter[from]={Uri.EscapeDataString(from)}&filter[to]={to}"));
    }

    private Task<JsonObject> Create(string description = "", string metadata = "{}", string name = "Recorder", string recordedAt = "2026-01-01T00:00:00Z") => app.CreateAsync(
        $$"""
        {"recorderName":{{JsonSerializer.Serialize(name)}},"playbackFormat":"video","title":"{{own}}","description":{{JsonSerializer.Serialize(description)}},
         "recordedAt":"{{recordedAt}}","metadata":{{metadata}}}
        """);

    private async Task<int> Count(string search, string query = "")
    {
        var answer = await app.GetAsync($"/api/recordings?filter[search]={Uri.EscapeDataString($"{own} {search}")}&{query}");
        Assert.Equal(200, answer.Status);
        Assert.Equal(answer.List.Count, (int)answer.Json!["meta"]!["totalCount"]!);
        return answer.List.Count;
    }
}
