#!/bin/sh
# One payment from init to refund against `tolem sandbox`, as an integrator writes it: a shell, curl and md5sum.
#
#   examples/payment.sh [PATH OF tolem]
#
# It starts a sandbox and a web server that takes the callback, and leaves nothing behind. Each step prints what came
# back; a step that does not come out as the provider documents it ends the script.
set -eu
for needed in curl md5sum python3; do
  command -v "$needed" >/dev/null || { echo "$0: $needed is missing, nothing was started: install it" >&2; exit 1; }
done
tolem=${1:-tolem}
home=$(mktemp -d)
trap 'kill $sandbox $server 2>/dev/null || true; rm -rf "$home"' EXIT
sandbox= server=

# The shop: a server whose page /result takes callbacks by GET. Its log is what the shop received.
mkdir "$home/shop" && echo ok > "$home/shop/result"
: > "$home/port"
python3 -u -m http.server --bind 127.0.0.1 --directory "$home/shop" 0 > "$home/port" 2> "$home/received" &
server=$!
until port=$(sed -n 's/.*port \([0-9]*\).*/\1/p' "$home/port") && [ -n "$port" ]; do sleep 0.1; done

# The gateway: its first line says where it is and with which secrets.
"$tolem" sandbox --clock virtual > "$home/ready" &
sandbox=$!
until [ -s "$home/ready" ]; do sleep 0.1; done
ready() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$home/ready"; }
url=$(ready url) control=$(ready control_url) merchant=$(ready merchant_id) secret=$(ready secret_key)

# call PATH NAME=VALUE…: adds merchant and salt, signs, posts. The signature is the MD5 of the script name, the values in
# the order of their names, and the secret, joined by semicolons.
call() {
  path=$1; shift
  set -- "$@" "pg_merchant_id=$merchant" "pg_salt=aB3"
  values=$(printf '%s\n' "$@" | LC_ALL=C sort -t= -k1,1 | cut -d= -f2- | tr '\n' ';')
  sig=$(printf '%s;%s%s' "${path##*/}" "$values" "$secret" | md5sum | cut -c1-32)
  set -- "$@" "pg_sig=$sig"
  for field; do set -- "$@" --data-urlencode "$field"; shift; done
  curl -sS "$url$path" "$@"
}
# tell NAME REPLY: the text of an element.
tell() { printf '%s' "$2" | sed -n "s/.*<$1>\([^<]*\)<.*/\1/p"; }
# expect WANTED GOT WHAT
expect() { [ "$1" = "$2" ] && echo "ok    $3: $2" || { echo "FAIL  $3: $2, expected $1" >&2; exit 1; }; }

reply=$(call init_payment.php pg_order_id=A-1001 pg_amount=1500.50 "pg_description=Tea and bread" pg_auto_clearing=0 \
  pg_request_method=GET "pg_result_url=http://127.0.0.1:$port/result")
payment=$(tell pg_payment_id "$reply")
expect ok "$(tell pg_status "$reply")" "init_payment.php made payment $payment"

curl -sS -X POST "${control}payments/$payment/pay" -d '{"card":"4716047261941981"}' > /dev/null
status=$(call get_status3.php "pg_payment_id=$payment")
expect success "$(tell pg_payment_status "$status")" "the payer paid"
expect 0 "$(tell pg_captured "$status")" "the money is held, not debited"

tries=0
until query=$(sed -n 's/.*"GET \/result?\([^ ]*\) HTTP.*/\1/p' "$home/received" | head -n 1) && [ -n "$query" ]; do
  tries=$((tries + 1)); [ $tries -lt 100 ] || { echo "FAIL  no callback came" >&2; exit 1; }
  sleep 0.1
done
expect valid "$(printf '%s' "$query" | SECRET=$secret "$tolem" verify --url "http://127.0.0.1:$port/result" --stdin \
  --secret env:SECRET | head -n 1)" "the signature of the callback"
case $query in *pg_result=1*) echo "ok    the callback tells of success" ;; *) echo "FAIL  $query" >&2; exit 1 ;; esac

reply=$(call do_capture.php "pg_payment_id=$payment" pg_clearing_amount=1000)
expect 1000 "$(tell pg_clearing_amount "$reply" | sed 's/\.0*$//')" "do_capture.php debited a part"

reply=$(call revoke.php "pg_payment_id=$payment" pg_refund_amount=250.50)
expect ok "$(tell pg_status "$reply")" "revoke.php returned a part"
reply=$(call revoke.php "pg_payment_id=$payment" pg_refund_amount=900)
expect 10020 "$(tell pg_error_code "$reply")" "more than is left is refused"

status=$(call get_status3.php "pg_payment_id=$payment")
expect 1 "$(tell pg_captured "$status")" "the money is debited"
printf '%s' "$status" | grep -q '<pg_refund_amount>-250.50*<' && echo "ok    the status tells the refund" || exit 1
echo "the gateway's books:"
curl -sS "${control}ledger"
echo
