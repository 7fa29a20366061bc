# Varnish 7 with varnish-modules (Debian: `apt install varnish varnish-modules`), in front of Vigie with EDGE=varnish.
# Replace the two secrets and the backend; docs/edge.md has the steps.
vcl 4.1;

import std;
import var;
import xkey;

backend site {
    .host = "127.0.0.1";
    .port = "3000";
    .connect_timeout = 2s;
    .first_byte_timeout = 60s;
    .between_bytes_timeout = 60s;
    .probe = {
        .url = "/servez";
        .interval = 1s;
        .timeout = 1s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (req.http.X-Purge-Token != "PURGE-TOKEN-OF-16-CHARACTERS") {
            return (synth(403, "Forbidden"));
        }
        # Hard: a page that was purged is not shown again, whatever happens to the site.
        set req.http.X-Purged = xkey.purge(req.http.X-Purge-Keys);
        # The X-Purge-Time of an earlier answer, which the site returns: all changes until then have been purged.
        if (req.http.X-Purged-Until) {
            var.global_set("purged-until", req.http.X-Purged-Until);
        }
        return (synth(200, "Purged"));
    }
    set req.http.X-Edge-Secret = "EDGE-SECRET-OF-16-CHARACTERS";
    unset req.http.X-Purge-Token;
    unset req.http.X-Purge-Keys;
    unset req.http.X-Purged-Until;

    # An expired page is shown while it is fetched again, and for longer only while the site is away.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 2s;
        # No purge or heartbeat for 5 s: pages may contain what was removed meanwhile, so each is fetched again after a
        # second, once for all who wait for it.
        if (std.time(var.global_get("purged-until"), now - 1h) < now - 5s && req.url !~ "^/(_next/static|media)/") {
            set req.ttl = 1s;
            set req.grace = 0s;
        }
    }

    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Members, visitors who have just changed something, and the client router.
    if (req.http.Cookie ~ "(^|;[ \t]*)(__Host-)?vigie_(session|hint|commit)" || req.http.RSC || req.http.Authorization) {
        return (pass);
    }
    # Pictures and scripts may be requested in parts; nothing else is, and the rest of these selects nothing.
    unset req.http.Cookie;
    unset req.http.Next-Router-State-Tree;
    unset req.http.Next-Router-Prefetch;
    unset req.http.Next-Router-Segment-Prefetch;
    return (hash);
}

sub vcl_backend_response {
    # A page: the site says for how long.
    if (beresp.http.CDN-Cache-Control ~ "^max-age=[0-9]+$") {
        set beresp.ttl = std.duration(regsub(beresp.http.CDN-Cache-Control, "^max-age=", "") + "s", 0s);
        set beresp.grace = 10m;
        set beresp.keep = 1h;
        return (deliver);
    }
    # Everything else but files. For a second, requests for the same address do not wait for each other.
    if (beresp.http.CDN-Cache-Control) {
        set beresp.uncacheable = true;
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
        return (deliver);
    }
    # Files, by their Cache-Control. A picture that was deleted stays for an hour at most.
    set beresp.grace = 0s;
    if (beresp.ttl > 1h) {
        set beresp.ttl = 1h;
    }
}

sub vcl_synth {
    if (req.method == "PURGE" && resp.status == 200) {
        set resp.http.X-Purge-Time = now;
    }
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.CDN-Cache-Control;
    unset resp.http.Surrogate-Control;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    unset resp.http.Age;
    # Browsers revalidate with Varnish each time.
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
}
