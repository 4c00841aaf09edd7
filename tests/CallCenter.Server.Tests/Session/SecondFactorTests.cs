using System.Net;
using System.Net.Http.Json;
using CallCenter.Contracts;
using CallCenter.Server.Audit;
using CallCenter.Server.Sealing;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace CallCenter.Server.Tests.Session;

public sealed class SecondFactorTests(ServerHost host) : IClassFixture<ServerHost>
{
    private const string Base = "/api/session/second-factor";

    private static Task<HttpResponseMessage> TryAsync(ServerHost at, string user, string? code, string password = ServerHost.Password) =>
        at.Browser().PostAsJsonAsync("/api/session", new SignIn(user, password, null, code));

    /// <summary>What an authenticator shows.</summary>
    private static string Code(ServerHost at, string secret, int steps = 0) => new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(at.Time.GetUtcNow().UtcDateTime.AddSeconds(30 * steps));

    private static async Task<(string Secret, IReadOnlyList<string> Recovery)> EnrolAsync(ServerHost at, HttpClient browser)
    {
        var offer = await (await browser.PostAsJsonAsync(Base, new ProveIdentity(ServerHost.Password))).ReadAsync<SecondFactorOffer>();
        Assert.StartsWith("otpauth://totp/", offer.Address, StringComparison.Ordinal);
        Assert.Contains($"secret={offer.Secret}", offer.Address, StringComparison.Ordinal);
        Assert.StartsWith("<svg", offer.Svg.TrimStart(), StringComparison.Ordinal);
        Assert.Equal(ProblemCode.WrongCode, await (await browser.PostAsJsonAsync($"{Base}/confirm", new ConfirmSecondFactor("000000x"))).CodeAsync());
        var codes = (await (await browser.PostAsJsonAsync($"{Base}/confirm", new ConfirmSecondFactor(Code(at, offer.Secret)))).ReadAsync<SecondFactorCodes>()).Codes;
        Assert.Equal(10, codes.Distinct().Count());
        at.Time.Advance(TimeSpan.FromSeconds(30));
        return (offer.Secret, codes);
    }

    [Fact]
    public async Task With_a_second_factor_signing_in_asks_for_a_code_that_counts_once()
    {
        using var browser = await host.SignedInAsync("agent12");
        var (secret, _) = await EnrolAsync(host, browser);
        var asked = await TryAsync(host, "agent12", null);
        Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
        Assert.Equal(ProblemCode.SecondFactor, await asked.CodeAsync());
        Assert.False(asked.Headers.Contains("Set-Cookie"));
        // With a wrong password nothing is told of it.
        Assert.Equal(ProblemCode.WrongPassword, await (await TryAsync(host, "agent12", null, "wrong")).CodeAsync());
        var code = Code(host, secret);
        Assert.True((await TryAsync(host, "agent12", code)).IsSuccessStatusCode);
        Assert.Equal(ProblemCode.WrongCode, await (await TryAsync(host, "agent12", code)).CodeAsync());
        // A clock 30 s behind or ahead is forgiven, an older code than the last is not.
        Assert.Equal(ProblemCode.WrongCode, await (await TryAsync(host, "agent12", Code(host, secret, -1))).CodeAsync());
        Assert.True((await TryAsync(host, "agent12", Code(host, secret, 1))).IsSuccessStatusCode);
        Assert.Equal(ProblemCode.WrongCode, await (await TryAsync(host, "agent12", Code(host, secret, 3))).CodeAsync());
        await using var db = host.Db();
        Assert.DoesNotContain(secret, await db.Users.Where(u => u.UserName == "agent12").Select(u => u.SecondFactor!).SingleAsync(), StringComparison.Ordinal);
        await host.AuditedAsync(AuditAction.SecondFactorOn, "agent12");
    }

    [Fact]
    public async Task Wrong_codes_lock_the_name_even_with_right_passwords_between()
    {
        using var browser = await host.SignedInAsync("agent13");
        var (secret, _) = await EnrolAsync(host, browser);
        for (var n = 1; n < 5; n++)
        {
            Assert.Equal(ProblemCode.SecondFactor, await (await TryAsync(host, "agent13", null)).CodeAsync());
            Assert.Equal(ProblemCode.WrongCode, await (await TryAsync(host, "agent13", "123456")).CodeAsync());
        }
        Assert.Equal(ProblemCode.LockedOut, await (await TryAsync(host, "agent13", "123456")).CodeAsync());
        Assert.Equal(ProblemCode.LockedOut, await (await TryAsync(host, "agent13", Code(host, secret))).CodeAsync());
    }

    [Fact]
    public async Task A_recovery_code_stands_in_once_and_the_security_administrator_resets()
    {
        using var browser = await host.SignedInAsync("agent14");
        var (_, recovery) = await EnrolAsync(host, browser);
        Assert.True((await TryAsync(host, "agent14", recovery[3].ToUpperInvariant())).IsSuccessStatusCode);
        Assert.Equal(ProblemCode.WrongCode, await (await TryAsync(host, "agent14", recovery[3])).CodeAsync());
        Assert.Equal(new SecondFactorState(true, false, 9), await browser.GetAsync<SecondFactorState>(Base));
        await using (var db = host.Db()) Assert.DoesNotContain(await db.RecoveryCodes.Select(c => c.Hash).ToListAsync(), hash => recovery.Any(words => hash.Contains(words.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal)));
        using var security = await host.SignedInAsync("secadmin01");
        Assert.Equal(HttpStatusCode.NoContent, (await security.PostEmptyAsync("/api/users/agent14/second-factor/reset")).StatusCode);
        Assert.True((await TryAsync(host, "agent14", null)).IsSuccessStatusCode);
        await host.AuditedAsync(AuditAction.SecondFactorReset, "agent14");
    }

    [Fact]
    public async Task An_open_page_alone_neither_sets_one_up_nor_turns_it_off()
    {
        using var browser = await host.SignedInAsync("agent15");
        Assert.Equal(ProblemCode.WrongPassword, await (await browser.PostAsJsonAsync(Base, new ProveIdentity("wrong"))).CodeAsync());
        var (secret, _) = await EnrolAsync(host, browser);
        Assert.Equal(ProblemCode.SecondFactor, await (await browser.PostAsJsonAsync($"{Base}/off", new ProveIdentity(ServerHost.Password))).CodeAsync());
        Assert.Equal(ProblemCode.SecondFactor, await (await browser.PostAsJsonAsync(Base, new ProveIdentity(ServerHost.Password))).CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostAsJsonAsync($"{Base}/off", new ProveIdentity(ServerHost.Password, Code(host, secret)))).StatusCode);
        Assert.True((await TryAsync(host, "agent15", null)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Where_a_role_must_have_one_nothing_else_is_allowed_before_and_a_lost_key_leaves_the_recovery_codes()
    {
        await using var own = new ServerHost();
        own.Time.Hurry = 10;
        await own.StartAsync(("CALLCENTER_TWO_FACTOR", "supervisor system-admin"));
        using var agent = await own.SignedInAsync("agent01");
        Assert.False((await agent.GetAsync<SessionInfo>("/api/session")).SecondFactorDue);
        using var supervisor = await own.SignedInAsync("supervisor01");
        var info = await supervisor.GetAsync<SessionInfo>("/api/session");
        Assert.True(info.SecondFactorDue);
        Assert.Empty(info.Roles);
        Assert.Equal(ProblemCode.NotAllowed, await (await supervisor.GetAsync("/api/calls")).CodeAsync());
        var (secret, recovery) = await EnrolAsync(own, supervisor);
        Assert.True((await supervisor.GetAsync("/api/calls")).IsSuccessStatusCode);
        Assert.False((await supervisor.GetAsync<SessionInfo>("/api/session")).SecondFactorDue);

        var key = KeyRing.Read(own.KeyFile)!.Active.Id;
        using var output = new StringWriter();
        Assert.Equal(0, await KeyCommands.RunAsync(["add"], own.Paths, output, own.Time));
        await Eventually.TrueAsync(async () => await KeyCommands.RunAsync(["drop", key.ToString()], own.Paths, output, own.Time) == 0, TimeSpan.FromSeconds(60), "the secret is sealed anew");
        Assert.True((await TryAsync(own, "supervisor01", Code(own, secret))).IsSuccessStatusCode);

        await own.StopAsync();
        File.Delete(own.KeyFile);
        await own.StartAsync();
        Assert.Equal(ProblemCode.KeyLost, await (await TryAsync(own, "supervisor01", Code(own, secret, 1))).CodeAsync());
        Assert.True((await TryAsync(own, "supervisor01", recovery[0])).IsSuccessStatusCode);
    }
}
