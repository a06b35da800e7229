using Kubrick.ServiceDefaults.Settings;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class ContractVariablesTests
{
    private static Func<string, string?> Variables(params (string Name, string Value)[] set) => name => set.FirstOrDefault(variable => variable.Name == name).Value;

    [Theory]
    [InlineData("MONGODB_URI", "mongodb://h/kubrick", "ConnectionStrings:kubrick", "mongodb://h/kubrick")]
    [InlineData("STORAGE_PROVIDER", "s3", "Storage:Provider", "s3")]
    [InlineData("AWS_BUCKET_NAME", "b", "Storage:S3:Bucket", "b")]
    [InlineData("AWS_SECRET_ACCESS_KEY", "k", "Storage:S3:SecretAccessKey", "k")]
    [InlineData("GCP_BUCKET_NAME", "b", "Storage:Gcp:Bucket", "b")]
    [InlineData("LIVE_STREAMING_ENABLED", "true", "LiveStreaming:Enabled", "true")]
    [InlineData("LOG_LEVEL", "warn", "Logging:LogLevel:Default", "Warning")]
    [InlineData("PORT", "8080", "http_ports", "8080")]
    [InlineData("OKTA_ISSUER", "https://i", "Authentication:Issuer", "https://i")]
    public void A_flat_variable_sets_its_option(string name, string value, string key, string expected) =>
        Assert.Equal(expected, ContractVariables.Translate(Variables((name, value)))[key]);

    [Fact]
    public void Several_frontends_become_several_origins()
    {
        var settings = ContractVariables.Translate(Variables(("FRONTEND_URL", "https://a.example/, https://b.example")));
        Assert.Equal("https://a.example", settings["Cors:Origins:0"]);
        Assert.Equal("https://b.example", settings["Cors:Origins:1"]);
    }

    [Fact]
    public void An_empty_variable_counts_as_missing() => Assert.Empty(ContractVariables.Translate(Variables(("STORAGE_PROVIDER", " "))));

    [Theory]
    [InlineData("PORT", "0")]
    [InlineData("PORT", "eighty")]
    [InlineData("LOG_LEVEL", "loud")]
    [InlineData("LIVE_STREAMING_ENABLED", "maybe")]
    public void An_invalid_value_is_reported_in_one_sentence_that_names_the_variable(string name, string value) =>
        Assert.StartsWith(name, Assert.Single(ContractVariables.Faults(Variables((name, value)))), StringComparison.Ordinal);
}
