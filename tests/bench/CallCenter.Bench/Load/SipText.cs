using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallCenter.Bench.Load;

/// <summary>As much of SIP as a telephone on the same machine needs.</summary>
internal readonly struct SipText(string text)
{
    public string FirstLine { get; } = text[..text.IndexOf('\r', StringComparison.Ordinal)];

    /// <summary>Of a response; 0 for a request.</summary>
    public int Status => FirstLine.StartsWith("SIP/2.0 ", StringComparison.Ordinal) ? int.Parse(FirstLine.AsSpan(8, 3), CultureInfo.InvariantCulture) : 0;

    /// <summary>Of a request, or the one a response answers.</summary>
    public string Method => Status == 0 ? FirstLine[..FirstLine.IndexOf(' ', StringComparison.Ordinal)] : Header("CSeq")[(Header("CSeq").IndexOf(' ', StringComparison.Ordinal) + 1)..];

    public string CallId => Header("Call-ID");

    /// <summary>The number in From.</summary>
    public string From => User(Header("From"));

    /// <summary>Whom a request is for.</summary>
    public string Target => User(FirstLine);

    /// <summary>Where requests within the dialogue go.</summary>
    public string Contact => Header("Contact") is var contact && contact.IndexOf('<', StringComparison.Ordinal) is >= 0 and var open ? contact[(open + 1)..contact.IndexOf('>', StringComparison.Ordinal)] : contact;

    /// <summary>The port the other side wants its RTP at.</summary>
    public int RtpPort => text.IndexOf("\nm=audio ", StringComparison.Ordinal) is >= 0 and var at ? int.Parse(text.AsSpan(at + 9, text.IndexOf(' ', at + 9) - at - 9), CultureInfo.InvariantCulture) : 0;

    /// <summary>Empty when there is none.</summary>
    public string Header(string name)
    {
        var at = text.IndexOf($"\n{name}:", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return "";
        var from = at + name.Length + 2;
        return text[from..text.IndexOf('\r', from)].Trim();
    }

    /// <summary>The response to this request.</summary>
    public string Answer(string status, string tag, string further = "", string body = "")
    {
        var to = Header("To");
        if (!to.Contains(";tag=", StringComparison.Ordinal)) to += $";tag={tag}";
        return $"SIP/2.0 {status}\r\nVia: {Header("Via")}\r\nFrom: {Header("From")}\r\nTo: {to}\r\nCall-ID: {CallId}\r\nCSeq: {Header("CSeq")}\r\n{further}{Body(body)}";
    }

    /// <summary>The value of Authorization for the challenge in this response (RFC 2617, MD5).</summary>
    public string Credentials(string user, string password, string uri)
    {
        var challenge = Header("WWW-Authenticate");
        var (realm, nonce, opaque) = (Quoted(challenge, "realm"), Quoted(challenge, "nonce"), Quoted(challenge, "opaque"));
        var (nc, cnonce) = ("00000001", "0a4f113b");
        var response = Md5($"{Md5($"{user}:{realm}:{password}")}:{nonce}:{nc}:{cnonce}:auth:{Md5($"REGISTER:{uri}")}");
        return $"Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", algorithm=MD5, cnonce=\"{cnonce}\", opaque=\"{opaque}\", qop=auth, nc={nc}";
    }

    /// <summary>The end of a message.</summary>
    public static string Body(string sdp) => sdp.Length == 0 ? "Content-Length: 0\r\n\r\n" : $"Content-Type: application/sdp\r\nContent-Length: {sdp.Length}\r\n\r\n{sdp}";

    /// <summary>A-law, 20 ms, at that port.</summary>
    public static string Sdp(int port) => $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na=sendrecv\r\n";

    private static string Quoted(string header, string name)
    {
        var at = header.IndexOf($"{name}=\"", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return "";
        var from = at + name.Length + 2;
        return header[from..header.IndexOf('"', from)];
    }

    private static string User(string within)
    {
        var at = within.IndexOf("sip:", StringComparison.OrdinalIgnoreCase);
        var end = at < 0 ? -1 : within.IndexOf('@', at);
        return end < 0 ? "" : within[(at + 4)..end];
    }

    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes(text)));
}
