using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Documents;

public sealed class SearchIndexTests
{
    [Theory]
    [InlineData("Müller", "muller")]
    [InlineData("Mu\u0308ller", "muller")]
    [InlineData("ÀÉÎÕÜ ç ñ Ł ø", "aeiou c n l o")]
    [InlineData("Straße Æsop Œuvre", "strasse aesop oeuvre")]
    [InlineData("ΆΣ ώς", "ας ως")]
    [InlineData("Ёлка Київ", "елка киів")]
    [InlineData("İstanbul ĳ", "istanbul ij")]
    [InlineData("日本語 🎬", "日本語 🎬")]
    [InlineData("", "")]
    public void Texts_fold_to_lower_case_without_accents(string text, string folded) => Assert.Equal(folded.Replace('ς', 'σ'), FoldedText.Of(text).Replace('ς', 'σ'));

    [Fact]
    public void Every_part_of_a_word_is_among_the_terms()
    {
        const string Alphabet = "aáàbcßdéeæ1-.#\u0308 \n🎬日本";
        foreach (var random in Enumerable.Range(0, 300).Select(seed => new Random(seed)))
        {
            var runes = Alphabet.EnumerateRunes().ToArray();
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => runes[random.Next(runes.Length)]));
            var stored = SearchIndex.Of(Sample.Recording() with { Title = "x", RecorderName = text }).ToHashSet();
            var parts = text.EnumerateRunes().ToArray();
            var start = random.Next(parts.Length);
            var part = FoldedText.Of(string.Concat(parts[start..random.Next(start, parts.Length)]));
            Assert.Subset(stored, SearchIndex.OfPart(Shelf.Library, part).ToHashSet());
            Assert.Subset(stored, SearchIndex.OfName(Shelf.Library, part).ToHashSet());
            var field = SearchIndex.Of(Sample.Recording() with { Metadata = new BsonDocument("Place", new BsonArray { "x", new BsonDocument("of", text) }) }).ToHashSet();
            Assert.Subset(field, SearchIndex.OfField(Shelf.Library, "Place", part).ToHashSet());
        }
    }

    [Fact]
    public void Only_the_terms_of_its_shelf_find_a_document()
    {
        var library = Sample.Recording(RecordingStatus.Ready) with { Title = "Interview" };
        var archived = library with { Status = RecordingStatus.Archived };
        Assert.Empty(SearchIndex.Of(library).Intersect(SearchIndex.Of(archived)));
        Assert.Empty(SearchIndex.Of(library with { DeletedAt = Sample.Noon }));
    }

    [Theory]
    [InlineData("o")]
    [InlineData("ew")]
    [InlineData("w y")]
    public void One_or_two_characters_of_a_field_find_no_other_field(string part)
    {
        var other = SearchIndex.Of(Sample.Recording() with { Metadata = new BsonDocument { ["Place"] = "-", ["Other"] = "New York" } }).ToHashSet();
        Assert.NotEmpty(SearchIndex.OfField(Shelf.Library, "Place", part).Except(other));
        Assert.Empty(SearchIndex.OfField(Shelf.Library, "Other", part).Except(other));
    }

    [Fact]
    public void Hashes_do_not_change_between_versions_because_they_are_stored() =>
        Assert.Equal(new BsonArray(SearchIndex.OfPart(Shelf.Library, "abc")), new BsonArray(SearchIndex.Of(Sample.Recording() with { Title = "abc", RecorderName = "" }).Where(term => term.IsInt32)));

    [Fact]
    public void The_number_of_terms_is_bounded_whatever_a_document_contains()
    {
        var random = new Random(1);
        var text = string.Concat(Enumerable.Range(0, 120_000).Select(_ => (char)random.Next(0x4e00, 0x9000)));
        var terms = SearchIndex.Of(Sample.Recording() with { Metadata = new BsonDocument("a", text), RecorderName = text[..20_000] });
        Assert.InRange(terms.Count, 10_000, (4 * 8192) + 2002);
    }
}
