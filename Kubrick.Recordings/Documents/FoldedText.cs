using System.Collections.Frozen;
using System.Text;

namespace Kubrick.Recordings.Documents;

/// <summary>
/// Folds texts for the search: lower case, letters without accents. Every character is folded by itself, so a part of a text folds to a part of the folded text. A table does it,
/// because the services run with invariant globalization, where normalization has no data.
/// </summary>
internal static class FoldedText
{
    /// <summary>A letter, and the letters that differ from it by a mark.</summary>
    private static readonly string[] Accented =
    [
        "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ", "bḃḅḇ", "cçćĉċčḉ", "dďđḋḍḏḑḓ", "eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ", "fḟ", "gĝğġģǧǵḡ", "hĥħȟḣḥḧḩḫẖ", "iìíîïĩīĭįıİǐȉȋḭḯỉị", "jĵǰ",
        "kķǩḱḳḵ", "lĺļľłḷḹḻḽ", "mḿṁṃ", "nñńņňǹṅṇṉṋ", "oòóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ", "pṕṗ", "rŕŗřȑȓṙṛṝṟ", "sśŝşšșſẛṡṣṥṧṩ", "tţťŧțṫṭṯṱẗ", "uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự",
        "vṽṿ", "wŵẁẃẅẇẉẘ", "xẋẍ", "yýÿŷȳẏẙỳỵỷỹ", "zźżžẑẓẕ", "αά", "εέ", "ηή", "ιίϊΐ", "οό", "υύϋΰ", "ωώ", "σς", "гѓ", "еѐё", "иѝй", "кќ", "уў", "ії",
    ];

    private static readonly FrozenDictionary<char, string> Folded = Accented
        .SelectMany(letters => letters.Skip(1).Select(letter => KeyValuePair.Create(letter, letters[..1])))
        .Concat([new('ß', "ss"), new('æ', "ae"), new('ǽ', "ae"), new('ǣ', "ae"), new('œ', "oe"), new('þ', "th"), new('ĳ', "ij"), new('ﬁ', "fi"), new('ﬂ', "fl")])
        .ToFrozenDictionary();

    public static string Of(string text)
    {
        var lower = text.ToLowerInvariant();
        if (Ascii.IsValid(lower))
        {
            return lower;
        }

        var folded = new StringBuilder(lower.Length);
        foreach (var character in lower)
        {
            // A mark may also be a character of its own, after its letter.
            _ = character is >= '\u0300' and <= '\u036F'
                ? folded
                : Folded.TryGetValue(character, out var replacement) ? folded.Append(replacement) : folded.Append(character);
        }

        return folded.ToString();
    }
}
