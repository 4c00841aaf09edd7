using System.Security.Claims;
using CallCenter.Contracts;
using Microsoft.AspNetCore.Authorization;

namespace CallCenter.Server.Session;

/// <summary>Who may use an endpoint. Every endpoint names one of these or says AllowAnonymous.</summary>
internal static class Policy
{
    /// <summary>Anybody signed in.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>Those who talk to residents or watch over it: residents, calls, orders.</summary>
    public const string Desk = "desk";

    /// <summary>The desk, and stations within their own community: whoever uses it asks <see cref="DataArea"/>.</summary>
    public const string Records = "records";

    /// <summary>Those who take calls.</summary>
    public const string Agent = "agent";
    public const string Supervisor = "supervisor";

    /// <summary>Those who write, approve and retire message templates.</summary>
    public const string MessageTemplates = "message-templates";

    /// <summary>Those who look after the centre's own health.</summary>
    public const string Watch = "watch";
    /// <summary>Those who are told what needs a human soon.</summary>
    public const string Warnings = "warnings";
    public const string SystemAdmin = "system-admin";
    public const string SecurityAdmin = "security-admin";
    public const string AuditAdmin = "audit-admin";

    /// <summary>Those who change what the site is: queues, numbers, users, hours.</summary>
    public const string Administer = "administer";

    /// <summary>Those who read what was changed in the site's settings: whoever changes them, and whoever watches over that.</summary>
    public const string SettingChanges = "setting-changes";

    /// <summary>Roles with a seat and a phone.</summary>
    public static readonly IReadOnlyList<string> TakeCalls = [Role.Agent, Role.Counsellor, Role.Dispatcher];

    public static void Add(AuthorizationOptions options)
    {
        // An endpoint that forgets its policy is closed, and a test finds it.
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        options.AddPolicy(SignedIn, policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(Desk, policy => policy.RequireRole([.. TakeCalls, Role.Supervisor]));
        options.AddPolicy(Records, policy => policy.RequireRole([.. TakeCalls, Role.Supervisor, Role.Station]));
        options.AddPolicy(Agent, policy => policy.RequireRole(TakeCalls));
        options.AddPolicy(Supervisor, policy => policy.RequireRole(Role.Supervisor));
        options.AddPolicy(MessageTemplates, policy => policy.RequireRole(Role.Supervisor, Role.SystemAdmin));
        options.AddPolicy(Watch, policy => policy.RequireRole(Role.Supervisor, Role.SystemAdmin));
        options.AddPolicy(Warnings, policy => policy.RequireRole(Role.Supervisor, Role.SystemAdmin));
        options.AddPolicy(SystemAdmin, policy => policy.RequireRole(Role.SystemAdmin));
        options.AddPolicy(Administer, policy => policy.RequireRole(Role.SystemAdmin));
        options.AddPolicy(SettingChanges, policy => policy.RequireRole(Role.SystemAdmin, Role.AuditAdmin));
        options.AddPolicy(SecurityAdmin, policy => policy.RequireRole(Role.SecurityAdmin));
        options.AddPolicy(AuditAdmin, policy => policy.RequireRole(Role.AuditAdmin));
    }
}
