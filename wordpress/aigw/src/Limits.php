<?php
/**
 * Limits per role, feature, plugin, user and visitor.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

defined( 'ABSPATH' ) || exit;

/**
 * Turns the settings into the claim `limits` of minted tokens, by which the gateway counts and refuses.
 *
 * They only ever narrow what the gateway's operator allows. A connection by API key or by a fixed token cannot carry them.
 */
final class Limits {

	/**
	 * Fields of a limit and whether they are money.
	 */
	const FIELDS = array(
		'rpm'        => false,
		'rpd'        => false,
		'tpm'        => false,
		'concurrent' => false,
		'usd_day'    => true,
		'usd_month'  => true,
	);

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_filter( 'aigw_claims', array( __CLASS__, 'add' ), 10, 2 );
	}

	/**
	 * Adds the limits to the claims of a token.
	 *
	 * @param mixed $claims Claims.
	 * @param mixed $who    Who the token is for.
	 * @return mixed
	 */
	public static function add( $claims, $who ) {
		if ( ! is_array( $claims ) || ! $who instanceof Attribution ) {
			return $claims;
		}
		$limits = self::claims( $who )['limits'] ?? array();
		$own    = isset( $claims['limits'] ) && is_array( $claims['limits'] ) ? $claims['limits'] : array();
		if ( $own + $limits ) {
			$claims['limits'] = $own + $limits;
		}
		return $claims;
	}

	/**
	 * The claim for somebody: empty where nothing is limited.
	 *
	 * @param Attribution $who Who the call is for.
	 * @return array `limits`, or empty.
	 */
	public static function claims( Attribution $who ): array {
		$limits = array(
			'user'    => 'visitor' === $who->role() ? self::visitor() : self::clean( Settings::get( 'user_limits' ) ),
			'role'    => self::named( 'role_limits', $who->role() ),
			'feature' => self::named( 'feature_limits', $who->feature() ),
			'caller'  => self::named( 'caller_limits', $who->caller() ),
		);
		if ( '' === $who->user() ) {
			unset( $limits['user'] );
		}
		/**
		 * Limits of a call: user, role, feature, caller, each with rpm, rpd, tpm, concurrent, usd_day, usd_month.
		 *
		 * @param array       $limits From the settings.
		 * @param Attribution $who    Who the call is for.
		 */
		$limits = array_filter( (array) apply_filters( 'aigw_limits', $limits, $who ) );
		return $limits ? array( 'limits' => $limits ) : array();
	}

	/**
	 * The limit that the settings have for a name; there it is written as people write it, here as it travels.
	 *
	 * @param string $key  Setting.
	 * @param string $name Role, feature or plugin of a call.
	 * @return array
	 */
	private static function named( string $key, string $name ): array {
		foreach ( (array) Settings::get( $key ) as $typed => $limit ) {
			if ( '' !== $name && Attribution::word( (string) $typed ) === $name ) {
				return self::clean( $limit );
			}
		}
		return array();
	}

	/**
	 * What one visitor may do; 0 in the settings is no limit.
	 *
	 * @return array
	 */
	public static function visitor(): array {
		return self::clean(
			array(
				'rpm'     => Settings::get( 'visitor_rpm' ),
				'rpd'     => Settings::get( 'visitor_rpd' ),
				'usd_day' => Settings::get( 'visitor_usd_day' ),
			)
		);
	}

	/**
	 * A limit with numbers of the right kind; empty and 0 are no limit.
	 *
	 * @param mixed $limit As kept or typed.
	 * @return array
	 */
	public static function clean( $limit ): array {
		$clean = array();
		foreach ( self::FIELDS as $field => $money ) {
			$value = is_array( $limit ) && isset( $limit[ $field ] ) && is_scalar( $limit[ $field ] ) ? $limit[ $field ] : '';
			$value = is_string( $value ) ? self::number( $value, $money ) : $value;
			if ( is_numeric( $value ) && (float) $value > 0 ) {
				$clean[ $field ] = $money ? round( min( (float) $value, 1000000.0 ), 6 ) : (int) max( 1, min( (float) $value, 1000000000 ) );
			}
		}
		return $clean;
	}

	/**
	 * A number as people write it, with points and commas in either role. Of two the last parts the decimals; a single one parts
	 * them in money, and thousands in a count that has three digits behind it.
	 *
	 * @param string $typed What was typed.
	 * @param bool   $money Whether it is money.
	 * @return string A number for PHP, or something that is none.
	 */
	public static function number( string $typed, bool $money ): string {
		$typed = (string) preg_replace( '/[\s\x{00A0}\x{202F}$\']+/u', '', $typed );
		$marks = (string) preg_replace( '/[^.,]/', '', $typed );
		$twice = '' !== $marks && ( strlen( $marks ) > 1 && 1 === count( array_unique( str_split( $marks ) ) ) );
		if ( $twice || ( ! $money && preg_match( '/^\d{1,3}[.,]\d{3}$/', $typed ) ) ) {
			return str_replace( array( '.', ',' ), '', $typed );
		}
		$last = max( (int) strrpos( $typed, '.' ), (int) strrpos( $typed, ',' ) );
		return 0 === $last ? str_replace( ',', '.', $typed ) : str_replace( array( '.', ',' ), '', substr( $typed, 0, $last ) ) . '.' . substr( $typed, $last + 1 );
	}

	/**
	 * What a refusal for a limit means, in plain words; '' for another refusal.
	 *
	 * @param string $code The gateway's code.
	 * @param string $text The gateway's words, which begin with whose limit it is.
	 * @param int    $wait Seconds until another try is worth it, or 0.
	 * @return string
	 */
	public static function explain( string $code, string $text, int $wait ): string {
		$words = self::sentences()[ $code ] ?? '';
		if ( '' === $words ) {
			return '';
		}
		$words = sprintf( $words, self::owners()[ self::scope( $text ) ] );
		if ( $wait > 0 ) {
			/* translators: %s: a time span such as "5 mins". */
			$words .= ' ' . sprintf( __( 'Try again in %s.', 'aigw' ), human_time_diff( 0, $wait ) );
		}
		return $words;
	}

	/**
	 * What refusals for limits mean, by the gateway's codes, each with a place for whose limit it is.
	 *
	 * @return array
	 */
	public static function sentences(): array {
		return array(
			/* translators: %s: whose limit, for example "your role". */
			'rate_limited_minute' => __( 'The limit of AI calls per minute for %s is reached.', 'aigw' ),
			/* translators: %s: whose limit, for example "your role". */
			'rate_limited_day'    => __( 'The limit of AI calls per day for %s is reached.', 'aigw' ),
			/* translators: %s: whose limit, for example "your role". */
			'rate_limited_tokens' => __( 'The limit of AI text per minute for %s is reached.', 'aigw' ),
			/* translators: %s: whose limit, for example "your role". */
			'too_many_concurrent' => __( 'As many AI calls as are allowed for %s are running already.', 'aigw' ),
			/* translators: %s: whose budget, for example "your role". */
			'budget_exceeded'     => __( 'The AI budget for %s is spent.', 'aigw' ),
		);
	}

	/**
	 * Whose a limit can be, in words.
	 *
	 * @return array
	 */
	public static function owners(): array {
		return array(
			'user'    => __( 'you', 'aigw' ),
			'feature' => __( 'this feature', 'aigw' ),
			'caller'  => __( 'this plugin', 'aigw' ),
			'role'    => __( 'your role', 'aigw' ),
			''        => __( 'this site', 'aigw' ),
		);
	}

	/**
	 * Whose limit a refusal is about: 'user', 'feature', 'caller' or 'role'; '' for the tenant's.
	 *
	 * @param string $text The gateway's words.
	 * @return string
	 */
	public static function scope( string $text ): string {
		return preg_match( '/^The (user|feature|caller|role)\'s /', $text, $m ) ? $m[1] : '';
	}
}
