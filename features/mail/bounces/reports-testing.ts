/** Reports as mail systems write them, about a mail to zoe@example.org whose return path is `returnPath`. */
type ReportFixture = (returnPath: string) => string;

const crlf = (text: string) => text.trimStart().replace(/\r?\n/g, "\r\n");

const returned = (returnPath: string) => `Return-Path: <${returnPath}>
Received: from news.example.net (news.example.net [192.0.2.1])
\tby mx.example.org with ESMTPS id 4F2
From: Vigie <vigie@example.net>
To: zoe@example.org
Subject: =?utf-8?Q?Le_meilleur_de_d=C3=A9cembre?=
Message-ID: <1.2.abc@example.net>
Date: Sat, 28 Nov 2026 10:00:00 +0100
`;

/** A multipart/report; `status` holds the fields of the recipient. */
function report(options: {
  returnPath: string;
  headers: string;
  text: string;
  status: string;
  original?: "message/rfc822" | "text/rfc822-headers";
}): string {
  const { returnPath, headers, text, status, original = "message/rfc822" } = options;
  return crlf(`
${headers.trim()}
To: ${returnPath}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4F2.1764320000/mx.example.org"

This is a MIME-encapsulated message.

--4F2.1764320000/mx.example.org
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

${text.trim()}

--4F2.1764320000/mx.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Sat, 28 Nov 2026 10:00:01 +0100 (CET)

${status.trim()}

--4F2.1764320000/mx.example.org
Content-Description: Undelivered Message
Content-Type: ${original}

${returned(returnPath)}
${original === "message/rfc822" ? "Bonjour\n" : ""}
--4F2.1764320000/mx.example.org--
`);
}

export const postfixBounce: ReportFixture = (returnPath) =>
  report({
    returnPath,
    headers: `Return-Path: <>
Date: Sat, 28 Nov 2026 10:00:02 +0100 (CET)
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-Id: <20261128090002.4F2@mx.example.org>`,
    text: `This is the mail system at host mx.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<zoe@example.org>: host 127.0.0.1[127.0.0.1] said: 550 5.1.1 <zoe@example.org>
    User doesn't exist: zoe@example.org (in reply to RCPT TO command)`,
    status: `Final-Recipient: rfc822; zoe@example.org
Original-Recipient: rfc822;zoe@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; 127.0.0.1
Diagnostic-Code: smtp; 550 5.1.1 <zoe@example.org> User doesn't exist:
    zoe@example.org`,
  });

export const postfixDelay: ReportFixture = (returnPath) =>
  report({
    returnPath,
    headers: `From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Delayed Mail (still being retried)
Auto-Submitted: auto-replied`,
    text: `####################################################################
# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #
####################################################################`,
    status: `Final-Recipient: rfc822; zoe@example.org
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.example.org[192.0.2.9]:25: Connection timed out
Will-Retry-Until: Thu, 3 Dec 2026 10:00:01 +0100 (CET)`,
    original: "text/rfc822-headers",
  });

export const postfixExpired: ReportFixture = (returnPath) =>
  report({
    returnPath,
    headers: `From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender`,
    text: "<zoe@example.org>: connect to mx.example.org[192.0.2.9]:25: Connection timed out",
    status: `Final-Recipient: rfc822; zoe@example.org
Action: failed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.example.org[192.0.2.9]:25: Connection timed out`,
  });

export const eximBounce: ReportFixture = (returnPath) =>
  report({
    returnPath,
    headers: `Return-path: <>
Envelope-to: ${returnPath}
X-Failed-Recipients: zoe@example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example.org>
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1w@mx.example.org>`,
    text: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  zoe@example.org
    Unrouteable address`,
    status: `Action: failed
Final-Recipient: rfc822;zoe@example.org
Status: 5.0.0
Diagnostic-Code: smtp; Unrouteable address`,
  });

export const eximPlainBounce: ReportFixture = (returnPath) =>
  crlf(`
Return-path: <>
X-Failed-Recipients: zoe@example.org
From: Mail Delivery System <Mailer-Daemon@mx.example.org>
To: ${returnPath}
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1x@mx.example.org>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  zoe@example.org
    SMTP error from remote mail server after RCPT TO:<zoe@example.org>:
    host mx.example.org [192.0.2.9]: 550 5.2.1 Mailbox disabled

------ This is a copy of the message, including all the headers. ------

${returned(returnPath)}
Bonjour
`);

export const eximPlainDelay: ReportFixture = (returnPath) =>
  crlf(`
From: Mail Delivery System <Mailer-Daemon@mx.example.org>
To: ${returnPath}
Subject: Warning: message 1w-2x delayed 24 hours

This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.example.org.

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals.
`);

/** Exchange Online writes its text in the language of the sender, and encodes it. */
export const exchangeBounce: ReportFixture = (returnPath) =>
  report({
    returnPath,
    headers: `From: "postmaster@example.org" <postmaster@example.org>
Subject: =?utf-8?B?Tm9uIHJlbWlzwqA6IExlIG1laWxsZXVyIGRlIGTDqWNlbWJyZQ==?=
X-MS-Exchange-Message-Is-Ndr:
Auto-Submitted: auto-replied
Message-ID: <0b2@PR0P264.FRAP264.PROD.OUTLOOK.COM>`,
    text: `Échec de la remise à ces destinataires ou groupes :

zoe@example.org
L’adresse de messagerie que vous avez entrée est introuvable.`,
    status: `Final-Recipient: rfc822;zoe@example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient zoe@example.org not found by SMTP address lookup`,
  });

export const exchangeRefusal: ReportFixture = (returnPath) =>
  report({
    returnPath,
    headers: `From: "Microsoft Outlook" <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>
Subject: Undeliverable: news`,
    text: "Your message couldn't be delivered.",
    status: `Final-Recipient: rfc822;zoe@example.org
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp;550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy`,
  });

export const gmailBounce: ReportFixture = (returnPath) =>
  report({
    returnPath,
    headers: `Delivered-To: ${returnPath}
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
X-Failed-Recipients: zoe@example.org
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
Message-ID: <6567.1.mr@google.com>`,
    text: `** Adresse introuvable **

Votre message n'est pas parvenu à zoe@example.org, car l'adresse est introuvable.`,
    status: `Final-Recipient: rfc822; zoe@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.com. (192.0.2.27, the server for the domain example.org.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550-5.1.1 double-checking the recipient's email address for typos`,
  });

export const fullMailbox: ReportFixture = (returnPath) =>
  report({
    returnPath,
    headers: `From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
Subject: Delivery Status Notification (Failure)`,
    text: "The recipient's inbox is out of storage space.",
    status: `Final-Recipient: rfc822; zoe@example.org
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552-5.2.2 The recipient's inbox is out of storage space.`,
  });

export const qmailBounce: ReportFixture = (returnPath) =>
  crlf(`
Return-Path: <>
Delivered-To: ${returnPath}
From: MAILER-DAEMON@mx.example.org
To: ${returnPath}
Subject: failure notice

Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<zoe@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

${returned(returnPath)}
Bonjour
`);

export const germanBounce: ReportFixture = (returnPath) =>
  crlf(`
From: "Mail Administrator" <postmaster@example.org>
To: ${returnPath}
Subject: Unzustellbar
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Ihre Nachricht konnte nicht zugestellt werden.
zoe@example.org: Empf=E4nger unbekannt
`);

/** A complaint as providers send it, without the address of the one who complained. */
export const complaint: ReportFixture = (returnPath) =>
  crlf(`
From: feedback@provider.example
To: abuse@example.net
Subject: FW: Le meilleur
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="arf"

--arf
Content-Type: text/plain; charset=US-ASCII

This is an email abuse report for an email message received from 192.0.2.1.
--arf
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider-Feedback/1.0
Version: 1
Original-Mail-From: <${returnPath}>
Source-IP: 192.0.2.1
--arf
Content-Type: message/rfc822

${returned(returnPath)}
Bonjour
--arf--
`);

export const notSpam: ReportFixture = (returnPath) =>
  complaint(returnPath).replace("Feedback-Type: abuse", "Feedback-Type: not-spam");

export const outOfOffice: ReportFixture = (returnPath) =>
  crlf(`
From: Zoé <zoe@example.org>
To: ${returnPath}
Subject: =?utf-8?Q?R=C3=A9ponse_automatique_:_absence?=
Auto-Submitted: auto-replied
X-Autoreply: yes
Precedence: auto_reply

Bonjour, je suis en congé jusqu’au 5 décembre (error 550 5.1.1, user unknown).
`);

export const delivered: ReportFixture = (returnPath) =>
  report({
    returnPath,
    headers: `From: MAILER-DAEMON@mx.example.org
Subject: Successful Mail Delivery Report`,
    text: "Your message was successfully delivered.",
    status: `Final-Recipient: rfc822; zoe@example.org
Action: delivered
Status: 2.0.0`,
  });
