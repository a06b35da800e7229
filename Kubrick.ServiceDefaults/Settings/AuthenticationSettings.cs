using System.ComponentModel.DataAnnotations;

namespace Kubrick.ServiceDefaults.Settings;

/// <summary>Sign-in by an OpenID provider (<c>OKTA_*</c>).</summary>
public sealed class AuthenticationSettings : IValidatableObject
{
    /// <summary>Whether users must sign in (<c>OKTA_ENABLED</c>).</summary>
    public bool Enabled { get; init; }

    /// <summary>The provider's issuer URL (<c>OKTA_ISSUER</c>).</summary>
    public string? Issuer { get; init; }

    /// <summary>The client's id at the provider (<c>OKTA_CLIENT_ID</c>).</summary>
    public string? ClientId { get; init; }

    /// <summary>The audience that tokens must carry (<c>OKTA_AUDIENCE</c>).</summary>
    public string? Audience { get; init; }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Enabled)
        {
            // An operator who enables sign-in expects protection, so the service must not run without it.
            yield return new ValidationResult("OKTA_ENABLED is true, but this version has no sign-in; set it to false, or put an authenticating proxy in front.");
        }
    }
}
