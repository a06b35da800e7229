using System.Net.Http.Headers;
using System.Text;

namespace Kubrick.Storage.Tests;

public sealed class DownloadNameTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 23, 30, 0, TimeSpan.FromHours(-2));

    [Theory]
    [InlineData("Ada Lovelace", "First talk", "Ada Lovelace - First talk - 2026-03-05.webm", "Ada Lovelace - First talk - 2026-03-05.webm")]
    [InlineData("Zoë", "Ça va", "Zoë - Ça va - 2026-03-05.webm", "Zo_ - _a va - 2026-03-05.webm")]
    [InlineData("日本語", "Talk", "日本語 - Talk - 2026-03-05.webm", "_ - Talk - 2026-03-05.webm")]
    [InlineData("", " ", "2026-03-05.webm", "2026-03-05.webm")]
    [InlineData("../../etc", "passwd", "etc - passwd - 2026-03-05.webm", "etc - passwd - 2026-03-05.webm")]
    [InlineData("a\r\nb", "say \"hi\"", "a b - say -hi - 2026-03-05.webm", "a b - say -hi - 2026-03-05.webm")]
    [InlineData("C:\\x", "50%41", "C-x - 50%41 - 2026-03-05.webm", "C-x - 50_41 - 2026-03-05.webm")]
    [InlineData("a\u202egpj.exe", "\u2067b\u200f\u0000\u001b[31m", "agpj.exe - b [31m - 2026-03-05.webm", "agpj.exe - b [31m - 2026-03-05.webm")]
    [InlineData("\ud800Ada", "\uE000\uFFFFx.", "Ada - x - 2026-03-05.webm", "Ada - x - 2026-03-05.webm")]
    [InlineData("🎬", "👩\u200d🚀", "🎬 - 👩\u200d🚀 - 2026-03-05.webm", "_ - _ - 2026-03-05.webm")]
    public void A_name_is_safe_in_file_systems_and_headers(string recorder, string title, string name, string ascii)
    {
        var download = DownloadName.Of(recorder, title, At, "webm");

        Assert.Equal(name, download.FileName);
        Assert.StartsWith($"attachment; filename=\"{ascii}\"; filename*=UTF-8''", download.ContentDisposition, StringComparison.Ordinal);
        Assert.All(download.ContentDisposition, character => Assert.InRange(character, ' ', '~'));
        Assert.Equal(name, ContentDispositionHeaderValue.Parse(download.ContentDisposition).FileNameStar);
    }

    [Fact]
    public void A_long_name_is_cut_between_characters()
    {
        foreach (var character in (string[])["a", "é", "日", "👩\u200d👩\u200d👧\u200d👦", "e\u0301"])
        {
            var text = string.Concat(Enumerable.Repeat(character, 300));
            var name = DownloadName.Of(text, text, At, "webm").FileName;

            Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, 200);
            var parts = name.Split(" - ");
            Assert.Equal(3, parts.Length);
            Assert.All(parts[..2], part => Assert.Equal(part, string.Concat(Enumerable.Repeat(character, part.Length / character.Length))));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".webm")]
    [InlineData("we bm")]
    [InlineData("mp4\r\n")]
    public void An_extension_has_letters_and_digits_only(string extension) =>
        Assert.Throws<ArgumentException>(() => DownloadName.Of("Ada", "Talk", At, extension));
}
