using System.Security.Cryptography;
using CallCenter.Ari;
using CallCenter.Server.Agents;

namespace CallCenter.Server.Settings;

/// <summary>
/// Desk phones made by an administrator. Like a browser's, their credential lives in Asterisk's own database: the dialplan's fallback finds and
/// rings them without us, also after a restart. The password is in no database of ours.
/// </summary>
internal sealed class DeskPhones(AriClient ari, CenterOptions options, Seats seats, ILogger<DeskPhones> logger)
{
    private const string Class = "res_pjsip", Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const int PasswordLength = 20;

    public bool InUse(string phone) => seats.ByEndpoint(phone) is not null;

    /// <summary>Makes the phone with a password nobody knows; <see cref="NewPasswordAsync"/> gives it one to type in.</summary>
    public async Task<bool> MadeAsync(string phone, CancellationToken ct)
    {
        try
        {
            await PutPasswordAsync(phone, RandomNumberGenerator.GetString(Alphabet, PasswordLength), ct);
            await ari.Asterisk.PutConfigAsync(Class, "aor", phone, new Dictionary<string, string> { ["max_contacts"] = "1", ["remove_existing"] = "yes" }, ct);
            await ari.Asterisk.PutConfigAsync(Class, "endpoint", phone, new Dictionary<string, string>
            {
                ["context"] = "phones", ["aors"] = phone, ["auth"] = phone, ["disallow"] = "all", ["allow"] = "alaw,ulaw", ["direct_media"] = "no", ["media_address"] = options.Bind,
                ["bind_rtp_to_media_address"] = "yes", ["dtmf_mode"] = "rfc4733", ["rtp_symmetric"] = "yes", ["force_rport"] = "yes", ["allow_transfer"] = "no", ["rtp_timeout"] = "60",
                ["rtp_timeout_hold"] = "300", ["device_state_busy_at"] = "1",
            }, ct);
            return true;
        }
        catch (AriException fault)
        {
            SettingsLog.PhoneNotChanged(logger, fault, phone);
            return false;
        }
    }

    /// <summary>Null when Asterisk cannot be asked.</summary>
    public async Task<string?> NewPasswordAsync(string phone, CancellationToken ct)
    {
        var password = RandomNumberGenerator.GetString(Alphabet, PasswordLength);
        try
        {
            // All of it: Asterisk's database may have been lost.
            if (!await MadeAsync(phone, ct)) return null;
            await PutPasswordAsync(phone, password, ct);
            return password;
        }
        catch (AriException fault)
        {
            SettingsLog.PhoneNotChanged(logger, fault, phone);
            return null;
        }
    }

    /// <summary>What cannot be removed now goes with the next connect.</summary>
    public async Task RemoveAsync(string phone)
    {
        foreach (var type in (string[])["endpoint", "auth", "aor"])
        {
            try
            {
                await ari.Asterisk.DeleteConfigAsync(Class, type, phone);
            }
            catch (AriException fault)
            {
                SettingsLog.PhoneNotChanged(logger, fault, phone);
            }
        }
    }

    private Task PutPasswordAsync(string phone, string password, CancellationToken ct) =>
        ari.Asterisk.PutConfigAsync(Class, "auth", phone, new Dictionary<string, string> { ["auth_type"] = "userpass", ["username"] = phone, ["password"] = password }, ct);
}
