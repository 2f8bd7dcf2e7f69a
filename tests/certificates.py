"""How does a test make a certificate: good, expired, for another name, or signed by nobody?"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Authority:
    """Who signs; `file` is the root certificate that a phone would be given."""

    key: Key
    certificate: x509.Certificate
    file: Path


def authority(folder: Path, name: str = "Encore Tests") -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    made = _builder(name, key, days=3650).issuer_name(_called(name))
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = made.sign(key, hashes.SHA256())
    file = folder / f"{name}.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(key, certificate, file)


def certificate(folder: Path, host: str, by: Authority | None, *, days: float = 90) -> tuple[Path, Path]:
    """Certificate and key as files; signed by itself without an authority, expired with negative days."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = by.certificate.subject if by else _called(host)
    made = _builder(host, key, days=days).issuer_name(issuer)
    made = made.add_extension(x509.SubjectAlternativeName([_san(host)]), critical=False)
    signed = made.sign(by.key if by else key, hashes.SHA256())
    chain, secret = folder / "fullchain.pem", folder / "privkey.pem"
    chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return chain, secret


def _builder(name: str, key: Key, *, days: float) -> x509.CertificateBuilder:
    until = datetime.now(UTC) + timedelta(days=days)
    return (
        x509.CertificateBuilder()
        .subject_name(_called(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(until, datetime.now(UTC)) - timedelta(days=30))
        .not_valid_after(until)
    )


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _san(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
