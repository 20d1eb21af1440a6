<?php
/**
 * The form without JavaScript.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Stream;

use Aigw\Attribution;
use Aigw\Capabilities;
use Aigw\Messages;
use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * Takes the form that the page posts to itself, asks, keeps the answer for its visitor, and sends the browser back to the page.
 *
 * A reload of that page asks nothing again, and a page cache never holds it.
 */
final class Form {

	const ARG  = 'aigw_answer';
	const KEPT = 900;

	/**
	 * Id of no answer: the page was made before the site's salts changed.
	 */
	const STALE = 'stale';

	/**
	 * Answers a post; keeps caches away from the page that shows an answer.
	 *
	 * @return void
	 */
	public static function handle() {
		// phpcs:disable WordPress.Security.NonceVerification -- cached pages hold no nonce; origin and signature are checked instead.
		if ( isset( $_GET[ self::ARG ] ) ) {
			self::uncached();
		}
		if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) || ! isset( $_POST['aigw_config'] ) || ! is_string( $_POST['aigw_config'] ) ) {
			return;
		}
		self::uncached();
		$sealed = sanitize_text_field( wp_unslash( $_POST['aigw_config'] ) );
		$words  = isset( $_POST['aigw_question'] ) && is_string( $_POST['aigw_question'] ) ? sanitize_textarea_field( wp_unslash( $_POST['aigw_question'] ) ) : '';
		// phpcs:enable
		$id = self::answer( $sealed, $words );
		wp_safe_redirect( add_query_arg( self::ARG, $id, remove_query_arg( self::ARG ) ) . '#' . Sealed::name( $sealed ), 303, 'aigw' );
		exit;
	}

	/**
	 * Asks and keeps what came of it.
	 *
	 * @param string $sealed Signed configuration.
	 * @param string $words  What the visitor typed.
	 * @return string Id of what is kept.
	 */
	public static function answer( string $sealed, string $words ): string {
		$config = Sealed::open( $sealed );
		if ( null === $config ) {
			return self::STALE; // Nothing is kept for somebody who was never here.
		}
		$block    = Sealed::name( $sealed );
		$who      = Attribution::now()->user();
		$question = new Question( $config, $words );
		$answer   = self::refused( $question );
		$id       = strtolower( wp_generate_password( 24, false ) );
		if ( null !== $answer ) {
			$id = substr( hash_hmac( 'sha256', 'form|' . $who . '|' . $block, wp_salt( 'nonce' ) ), 0, 24 ); // The last refusal only.
		} else {
			// The minute is part of the key: a double click is one question, the same question tomorrow another.
			$answer = Asked::text( $question, 'form|' . $sealed . '|' . $question->words() . '|' . intdiv( time(), 60 ) );
		}
		$failed = is_wp_error( $answer );
		set_transient(
			'aigw_answer_' . $id,
			array(
				'block'    => $block,
				'who'      => $who,
				'question' => $question->words(),
				'text'     => $failed ? '' : $answer,
				'message'  => $failed ? self::message( $answer ) : '',
			),
			self::KEPT
		);
		return $id;
	}

	/**
	 * What is kept for a block on the page that is shown now.
	 *
	 * @param string $block Short name of the block's configuration.
	 * @return array question, text, message; all '' where nothing is kept.
	 */
	public static function kept( string $block ): array {
		$none = array( 'question' => '', 'text' => '', 'message' => '' );
		// phpcs:ignore WordPress.Security.NonceVerification -- reads only, by an id that cannot be guessed.
		$id   = isset( $_GET[ self::ARG ] ) && is_string( $_GET[ self::ARG ] ) ? sanitize_key( wp_unslash( $_GET[ self::ARG ] ) ) : '';
		if ( self::STALE === $id ) {
			return array( 'message' => self::out_of_date() ) + $none;
		}
		$kept = '' === $id ? false : get_transient( 'aigw_answer_' . $id );
		if ( ! is_array( $kept ) || $block !== ( $kept['block'] ?? '' ) || ! hash_equals( (string) $kept['who'], Attribution::now()->user() ) ) {
			return $none;
		}
		return array_intersect_key( $kept, $none ) + $none;
	}

	/**
	 * Why nothing is asked.
	 *
	 * @param Question $question Question.
	 * @return WP_Error|null
	 */
	private static function refused( Question $question ): ?WP_Error {
		if ( '' === SameSite::origin() ) {
			return new WP_Error( 'aigw_unsigned', self::out_of_date() );
		}
		if ( ! $question->complete() ) {
			return new WP_Error( 'aigw_no_question', __( 'Please type a question.', 'aigw' ) );
		}
		$go = Throttle::count();
		return is_wp_error( $go ) ? $go : null;
	}

	/**
	 * What is said of a page that cannot be trusted any more.
	 *
	 * @return string
	 */
	private static function out_of_date(): string {
		return __( 'This page is out of date. Please reload it and ask again.', 'aigw' );
	}

	/**
	 * An error in plain words.
	 *
	 * @param WP_Error $error What happened.
	 * @return string
	 */
	private static function message( WP_Error $error ): string {
		$own = in_array( $error->get_error_code(), array( 'aigw_unsigned', 'aigw_no_question' ), true );
		return $own ? $error->get_error_message() : Messages::for( $error, current_user_can( Capabilities::MANAGE ) );
	}

	/**
	 * Keeps browsers and page caches from keeping this page.
	 *
	 * @return void
	 */
	private static function uncached() {
		if ( ! defined( 'DONOTCACHEPAGE' ) ) {
			define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- the name that page caches listen to.
		}
		nocache_headers();
	}
}
