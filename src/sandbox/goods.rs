//! What the sandbox's merchants sell and pay out for: descriptions and plausible amounts in major units of tenge.

use super::chance::Chance;
use super::faults;
use crate::domain::{Currency, Money};

/// A description and the range of its amounts.
pub(super) struct Goods(pub(super) &'static str, u64, u64);

/// What is sold.
pub(super) const SOLD: [Goods; 24] = [
    Goods("Tea and bread", 450, 3_200),
    Goods("Такси по городу, Алматы", 700, 4_500),
    Goods("Доставка: бауырсақ, самса, чай", 2_400, 9_800),
    Goods("Дәріхана: дәрі-дәрмек", 900, 28_000),
    Goods("Билет Астана — Алматы, «Тальго»", 11_200, 38_500),
    Goods("Абонемент в фитнес-клуб, 3 месяца", 36_000, 120_000),
    Goods("Hotel Almaty, two nights", 42_000, 165_000),
    Goods("Смартфон, предоплата 50 %", 60_000, 310_000),
    Goods("Кітап: Абай жолы, 2 том", 4_500, 12_900),
    Goods("Оплата за детский сад, март", 45_000, 95_000),
    Goods("Шиномонтаж R17, 4 колеса", 12_000, 26_000),
    Goods("Online course: Rust for payments", 29_900, 89_900),
    Goods("Стоматология: лечение и снимок", 18_000, 140_000),
    Goods("Жалдау: Шымбұлақ, тау шаңғысы", 9_000, 27_000),
    Goods("Интернет, лицевой счёт 77120", 4_990, 12_490),
    Goods("Тұрмыстық техника: тоңазытқыш", 145_000, 430_000),
    Goods("Цветы: 25 тюльпанов", 11_500, 19_900),
    Goods("Car wash and interior", 3_500, 15_000),
    Goods("Кофейня «Барыс»: латте, чизкейк", 2_100, 5_600),
    Goods("Мектеп формасы, 134 өлшем", 15_500, 39_000),
    Goods("Билеты в театр имени Абая, 2 места", 6_000, 24_000),
    Goods("Ветклиника: прививка", 8_500, 21_000),
    Goods("Qazaq carpets, custom size", 190_000, 780_000),
    Goods("Бензин АИ-95, 40 литров", 9_800, 13_600),
];

/// What is paid out for.
pub(super) const PAID_OUT: [Goods; 8] = [
    Goods("Выплата курьеру за неделю", 28_000, 145_000),
    Goods("Жүргізушіге төлем", 12_000, 96_000),
    Goods("Insurance claim 4471", 55_000, 480_000),
    Goods("Возврат депозита за аренду", 40_000, 250_000),
    Goods("Сыйақы: фриланс жобасы", 35_000, 320_000),
    Goods("Marketplace seller, settlement", 60_000, 900_000),
    Goods("Кешбэк клиенту", 500, 7_500),
    Goods("Referral bonus", 1_000, 10_000),
];

/// Some goods and an amount for them.
pub(super) fn some(chance: &mut Chance, from: &[Goods], currency: Currency) -> (String, Money) {
    let Some(Goods(name, least, most)) = chance.pick(from) else {
        return (String::new(), Money::zero(currency));
    };
    let tenge = chance.within(*least, *most);
    // Other currencies than the tenge's neighbours buy about five hundred times as much.
    let major = match currency {
        Currency::Kzt | Currency::Uzs | Currency::Jpy | Currency::Rub | Currency::Kgs => tenge,
        Currency::Usd | Currency::Eur | Currency::Kwd => (tenge / 500).max(1),
    };
    let unit = 10_u64.pow(currency.digits());
    // One price in four has a fraction, half of those a full one.
    let fraction = match chance.within(0, 7) {
        0 => chance.within(0, unit - 1),
        1 => unit / 2,
        _ => 0,
    };
    // A magic amount would bring its fault unasked.
    let fraction = if faults::is_magic_fraction(fraction * 100 / unit) { 0 } else { fraction };
    let minor = i64::try_from(major * unit + fraction).unwrap_or(i64::MAX);
    ((*name).to_owned(), Money::from_minor(minor, currency))
}
