namespace CallCenter.Contracts;

/// <summary>GET /healthz: 200 when calls can be taken and kept, else 503.</summary>
/// <param name="Status">"ok" or "unavailable".</param>
/// <param name="Down">What is not usable: "asterisk", "database".</param>
/// <param name="Warnings">What needs a human soon though calls go on: names of <see cref="Matter"/>, "trunk-down:telecom" and the like; docs/operations.md has all.</param>
public sealed record HealthReport(string Status, IReadOnlyList<string> Down, IReadOnlyList<string>? Warnings = null);
