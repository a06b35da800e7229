using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kubrick.Testing.Gcs;

/// <summary>The service account of the stub, with the metadata server and the part of IAM that sign for it where there is no key.</summary>
public sealed class GcsServiceAccount : IDisposable
{
    /// <summary>Its name.</summary>
    public const string Email = "kubrick@stub.iam.gserviceaccount.com";

    private const string IssuedToken = "token-of-the-metadata-server";

    private readonly RSA key = RSA.Create(2048);
    private readonly string folder = Directory.CreateTempSubdirectory("kubrick-gcs-").FullName;

    /// <summary>How often IAM signed.</summary>
    public int SignedByIam { get; private set; }

    /// <summary>Writes a file with its key, as Google issues them; returns the path.</summary>
    /// <param name="isForeign">Whether the file has another key, which the stub does not accept.</param>
    public string WriteKey(bool isForeign = false)
    {
        using var foreign = RSA.Create(2048);
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["project_id"] = "stub",
            ["private_key_id"] = "1",
            ["private_key"] = (isForeign ? foreign : key).ExportPkcs8PrivateKeyPem(),
            ["client_email"] = Email,
            ["client_id"] = "1",
            ["token_uri"] = "http://127.0.0.1:9/token",
        }));
        return path;
    }

    /// <summary>Removes its files.</summary>
    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    internal bool IsSignature(string text, string hex)
    {
        try
        {
            return key.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromHexString(hex), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether a request has a token that the metadata server issued, or that the account signed itself, and that has not expired.</summary>
    internal bool IsAuthorized(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        var token = header[Scheme.Length..];
        return token == IssuedToken || (token.Split('.') is [var head, var payload, var signature] && IsSigned($"{head}.{payload}", signature) && IsMine(payload));
    }

    internal void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/computeMetadata/v1/instance/service-accounts/default/token", () => new { access_token = IssuedToken, expires_in = 3600, token_type = "Bearer" });
        app.MapGet("/computeMetadata/v1/instance/service-accounts/default/email", () => Results.Text(Email));
        app.MapGet("/computeMetadata/v1/universe/{name}", () => Results.Text("googleapis.com"));
        app.MapPost("/v1/projects/-/serviceAccounts/{account}", (string account, JsonElement body) =>
        {
            if (account != $"{Email}:signBlob")
            {
                return Results.NotFound();
            }

            SignedByIam++;
            var payload = Convert.FromBase64String(body.GetProperty("payload").GetString()!);
            return Results.Json(new { keyId = "1", signedBlob = Convert.ToBase64String(key.SignData(payload, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) });
        });
    }

    private bool IsSigned(string text, string signature) =>
        key.VerifyData(Encoding.ASCII.GetBytes(text), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static bool IsMine(string payload)
    {
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
        return claims.RootElement.GetProperty("iss").GetString() == Email
            && claims.RootElement.GetProperty("exp").GetInt64() > TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()
            && claims.RootElement.TryGetProperty("scope", out var scope)
            && scope.GetString()!.Contains("https://www.googleapis.com/auth/", StringComparison.Ordinal);
    }
}
