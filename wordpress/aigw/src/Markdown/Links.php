<?php
/**
 * Addresses in Markdown.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Markdown;

defined( 'ABSPATH' ) || exit;

/**
 * Where links go: to http, https and mailto, nowhere else.
 */
final class Links {

	/**
	 * Whether an address may be linked.
	 *
	 * @param string $url Address.
	 * @return bool
	 */
	public static function good( string $url ): bool {
		return (bool) preg_match( '#^(https?://|mailto:)[^ \n"\'<>`\\\\]+$#Di', $url );
	}

	/**
	 * Reads "(address)" or "(address "title")".
	 *
	 * @param string $text Text.
	 * @param int    $at   Where it begins.
	 * @return array Address, or '', and how many bytes were read.
	 */
	public static function target( string $text, int $at ): array {
		if ( '(' !== substr( $text, $at, 1 ) ) {
			return array( '', 0 );
		}
		$from = $at + 1;
		$long = 0;
		for ( $deep = 0; $long <= 2048; $long++ ) {
			$long += strcspn( $text, " \n()<>[]\"'`\\", $from + $long, 2048 );
			$sign  = substr( $text, $from + $long, 1 );
			if ( '(' === $sign && 0 === $deep ) {
				$deep = 1;
			} elseif ( ')' === $sign && 1 === $deep ) {
				$deep = 0;
			} else {
				break;
			}
		}
		$url = substr( $text, $from, $long );
		if ( 0 !== $deep || ! preg_match( '#\G(?: "[^"\n]{0,200}")?\)#', $text, $m, 0, $from + $long ) || ! self::good( $url ) ) {
			return array( '', 0 );
		}
		return array( $url, 1 + $long + strlen( $m[0] ) );
	}

	/**
	 * The word http or https at the end of a text that is out already.
	 *
	 * @param string $text Text.
	 * @return string '' where there is none.
	 */
	public static function scheme( string $text ): string {
		return preg_match( '/(?<![A-Za-z0-9])https?$/Di', substr( $text, -6 ), $m ) ? $m[0] : '';
	}

	/**
	 * Reads the rest of a bare address.
	 *
	 * @param string $scheme The word before the colon.
	 * @param string $text   Text.
	 * @param int    $at     Where the colon is.
	 * @return string '' where it is no address.
	 */
	public static function bare( string $scheme, string $text, int $at ): string {
		if ( '://' !== substr( $text, $at, 3 ) ) {
			return '';
		}
		$rest = self::trimmed( substr( $text, $at, 3 + strcspn( $text, " \n<>\"'`|\\[]", $at + 3, 2048 ) ) );
		return strlen( $rest ) > 3 && self::good( $scheme . $rest ) ? $rest : '';
	}

	/**
	 * An address without what belongs to the sentence around it.
	 *
	 * @param string $url Address.
	 * @return string
	 */
	public static function trimmed( string $url ): string {
		$more = substr_count( $url, ')' ) - substr_count( $url, '(' );
		for ( $long = strlen( $url ); $long > 0; $long-- ) {
			$last = $url[ $long - 1 ];
			if ( ')' === $last && $more > 0 ) {
				--$more;
			} elseif ( false === strpos( '.,;:!?*_~', $last ) ) {
				break;
			}
		}
		return substr( $url, 0, $long );
	}

	/**
	 * The tag that begins a link.
	 *
	 * @param string $url Address.
	 * @return string
	 */
	public static function anchor( string $url ): string {
		return '<a href="' . Words::escape( $url ) . '" rel="nofollow ugc">';
	}
}
