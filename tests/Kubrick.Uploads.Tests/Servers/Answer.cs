using System.Text.Json;

namespace Kubrick.Uploads.Tests.Servers;

internal sealed record Answer(int Status, JsonElement Body, TimeSpan? RetryAfter)
{
    public string? Code => Status < 400 ? null : Body.GetProperty("errors")[0].GetProperty("code").GetString();

    public IReadOnlyList<(string? Pointer, string Detail)> Errors => Status < 400
        ? []
        : [.. Body.GetProperty("errors").EnumerateArray().Select(error => (
            error.TryGetProperty("source", out var source) && source.TryGetProperty("pointer", out var pointer) ? pointer.GetString() : null,
            error.GetProperty("detail").GetString()!))];

    public string Text(string name) => Body.GetProperty(name).GetString()!;

    public long Number(string name) => Body.GetProperty(name).GetInt64();

    /// <summary>Asserts an error document of the contract.</summary>
    public void IsError(int status, string code)
    {
        Assert.Equal((status, code), (Status, Code));
        Assert.All(Body.GetProperty("errors").EnumerateArray(), error =>
        {
            Assert.Equal(status.ToString(System.Globalization.CultureInfo.InvariantCulture), error.GetProperty("status").GetString());
            Assert.NotEmpty(error.GetProperty("title").GetString()!);
            Assert.NotEmpty(error.GetProperty("detail").GetString()!);
            Assert.DoesNotContain("   at ", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        });
    }
}
