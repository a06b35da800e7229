using System.Text;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Folding;

namespace Kubrick.Recordings.Tests.Documents;

public sealed class FoldedTextTests
{
    [Theory]
    [InlineData("σίσυφος", "ΣΊΣΥΦΟΣ")]
    [InlineData("STRASSE", "straße")]
    [InlineData("GROẞ", "groß")]
    [InlineData("ﬁ ﬃ ﬅ", "FI FFI ST")]
    [InlineData("ŉ", "ʼN")]
    [InlineData("ᾳ ᾼ", "ΑΙ αι")]
    [InlineData("ῷ", "ω\u0342ι")]
    [InlineData("İ", "i\u0307")]
    [InlineData("\u017f \u212a \u212b \u2126", "s k å ω")]
    [InlineData("Ǆ ǅ", "ǆ ǆ")]
    [InlineData("𐐀 Ꭰ", "𐐨 ꭰ")]
    [InlineData("é", "E\u0301")]
    [InlineData("ở", "o\u0309\u031b")]
    [InlineData("が", "か\u3099")]
    [InlineData("क़", "क\u093c")]
    [InlineData("한", "\u1112\u1161\u11ab")]
    [InlineData("하\u11ab", "한")]
    [InlineData("آ", "ا\u0653")]
    public void Names_are_the_same_whatever_their_case_and_composition(string one, string other)
    {
        Assert.Equal(FoldedText.OfName(other), FoldedText.OfName(one));
        Assert.Equal(FoldedText.Of(other), FoldedText.Of(one));
    }

    [Theory]
    [InlineData("é", "e")]
    [InlineData("ı", "i")]
    [InlineData("ø", "o")]
    [InlineData("が", "か")]
    [InlineData("ß", "s")]
    [InlineData("ί", "ι")]
    public void Names_keep_their_accents(string one, string other) => Assert.NotEqual(FoldedText.OfName(other), FoldedText.OfName(one));

    [Theory]
    [InlineData("Łódź", "lodz")]
    [InlineData("Ñandú", "nandu")]
    [InlineData("ᾶ", "α")]
    [InlineData("ἀρχή", "αρχη")]
    [InlineData("й Ї", "и і")]
    [InlineData("Ǽ ǿ", "ae o")]
    [InlineData("Việt", "viet")]
    public void A_search_drops_accents(string text, string folded) => Assert.Equal(folded, FoldedText.Of(text));

    [Theory]
    [InlineData("が", "か")]
    [InlineData("กิน", "กน")]
    [InlineData("कि", "क")]
    public void A_search_keeps_the_marks_of_other_scripts(string one, string other) => Assert.NotEqual(FoldedText.Of(other), FoldedText.Of(one));

    [Fact]
    public void Every_character_folds_as_its_decomposition_and_folding_again_changes_nothing()
    {
        foreach (var fold in (Func<string, string>[])[FoldedText.OfName, FoldedText.Of])
        {
            foreach (var rune in Enumerable.Range(0, 0x20000).Where(Rune.IsValid).Select(value => new Rune(value)))
            {
                var parts = new List<int>();
                UnicodeTables.Instance.Decompose(rune.Value, parts);
                var folded = fold(rune.ToString());
                Assert.Equal(folded, fold(string.Concat(parts.Select(part => new Rune(part).ToString()))));
                Assert.Equal(folded, fold(folded));
            }
        }
    }

    [Fact]
    public void Many_marks_on_one_letter_are_folded() =>
        Assert.Equal(200_001, FoldedText.OfName("q" + new string('\u0301', 100_000) + new string('\u0327', 100_000)).Length);
}
